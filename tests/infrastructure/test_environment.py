"""Each function is told everything that its settings ask for, and nothing else."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping

import pytest

from chalicelib.runtime import settings, telemetry


def table_setting(environment):
    """What the real one reads of the process's environment."""
    for name in re.findall(r'"(GUICHET_\w+)"', inspect.getsource(settings.table_setting)):
        assert environment[name]


SETTINGS = {
    "APIHandler": settings.api_settings_from,
    "Outbox": settings.effect_settings_from,
    "Sweep": settings.effect_settings_from,
    "Operations": settings.operation_settings_from,
    "Settle": settings.operation_settings_from,
    "Bounces": table_setting,
}
WITHOUT_DEFAULT = ("GUICHET_TABLE", "GUICHET_SECRET", "GUICHET_MAIL_FROM", "GUICHET_MAIL_EVENTS", "GUICHET_SELLER")
FOR_EVERY_FUNCTION = set(re.findall(r"os\.environ\.get\(\"(\w+)\"\)", inspect.getsource(telemetry)))


class Noting(Mapping[str, str]):
    """An environment that notes what it is asked for."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables, self.asked = variables, set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self.variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.variables)

    def __len__(self) -> int:
        return len(self.variables)


def variables(everything, function):
    return {n: str(v) for n, v in everything[function]["Properties"]["Environment"]["Variables"].items()}


@pytest.mark.parametrize("function", SETTINGS)
def test_a_function_is_told_what_it_reads_and_no_more(everything, function):
    environment = Noting(variables(everything, function))

    SETTINGS[function](environment)

    assert set(environment) == environment.asked | FOR_EVERY_FUNCTION


def test_every_function_logs_under_the_name_of_its_stack(everything):
    assert "GUICHET_SERVICE" in FOR_EVERY_FUNCTION
    assert {variables(everything, name)["GUICHET_SERVICE"] for name in SETTINGS} == {"guichet-test"}


def test_the_settings_say_what_the_parameters_said(everything):
    api = settings.api_settings_from(variables(everything, "APIHandler"))
    effects = settings.effect_settings_from(variables(everything, "Sweep"))

    assert api.public_url == "https://pay.example.org"
    assert api.shop_origins == {"https://shop.example.org"}
    assert api.payment_page.endswith("/test/paiement.cgi")
    assert effects.sender == "Atelier Lumen <commandes@atelier-lumen.example>"
    assert effects.seller.name == "Atelier Lumen"


@pytest.mark.parametrize("function", ["Sweep", "Operations"])
def test_the_parameters_defaults_are_those_of_the_settings(everything, function):
    """What a stage leaves out is what the code would take without it."""
    told = variables(everything, function)
    required = {name: value for name, value in told.items() if name in WITHOUT_DEFAULT}

    assert SETTINGS[function](told) == SETTINGS[function](required)
