from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bank.option_form import OPTION_FIELDS
from bank.refusal import FormRefused
from bank.request_form import check_form
from bank.settings import Option, Settings
from tests.bank.stage import NOON, form, terminal

if TYPE_CHECKING:
    from pathlib import Path

SOUND = {"aliascb": "jeanne7", "forcesaisiecb": "1", "protocole": "3xcb", "mode_affichage": "iframe"}


def faults(fields: dict[str, str], *options: Option, folder: Path) -> list[str]:
    try:
        check_form(fields, "test", Settings(0, folder / "bank.db", (terminal(options=options),)), NOON)
    except FormRefused as refused:
        return list(refused.reasons)
    return []


@pytest.mark.parametrize("option", Option)
def test_an_option_s_fields_are_taken_where_it_was_bought_and_unknown_elsewhere(option: Option, tmp_path: Path) -> None:
    fields = form(**{name: SOUND[name] for name in OPTION_FIELDS[option]})
    others = [other for other in Option if other is not option]

    assert faults(fields, option, folder=tmp_path) == []
    assert faults(fields, *others, folder=tmp_path) == [f"{name}: unknown field" for name in OPTION_FIELDS[option]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("aliascb", "jeanne-7"),
        ("aliascb", "x" * 65),
        ("forcesaisiecb", "2"),
        ("protocole", "bitcoin"),
        ("protocole", "paypal,3xcb"),
        ("mode_affichage", "popup"),
    ],
)
def test_an_ill_formed_value_is_refused_by_name(name: str, value: str, tmp_path: Path) -> None:
    told = faults(form(**{name: value}), *Option, folder=tmp_path)

    assert [fault.split(":")[0] for fault in told] == [name]


def test_an_iframe_needs_a_mail(tmp_path: Path) -> None:
    for fields in (form(mode_affichage="iframe", drop="mail"), form(mode_affichage="iframe", mail="")):
        assert faults(fields, Option.IFRAME, folder=tmp_path) == ["mail: missing or empty, and an iframe needs it"]
    assert faults(form(mode_affichage="", mail=""), Option.IFRAME, folder=tmp_path) == []
