from __future__ import annotations

import json
from pathlib import Path

import pytest

from bank.settings import Option, SettingsError, read_settings

TERMINAL = {
    "tpe": "0000001",
    "company": "atelierlumen",
    "platform": "test",
    "key": "0123456789abcdef0123456789abcdef01234567",
    "mode": "immediate",
    "merchant": "Atelier Lumen",
    "notification_url": "http://127.0.0.1:8000/monetico/notifications",
}


def environment(**changed: object) -> dict[str, str]:
    return {"GUICHET_BANK_TERMINALS": json.dumps([{**TERMINAL, **changed}])}


def test_settings_are_read_with_their_defaults() -> None:
    settings = read_settings(environment())

    assert (settings.port, settings.state) == (8001, Path(".guichet/bank.sqlite3"))
    assert settings.terminal("test", "0000001", "atelierlumen") == settings.terminals[0]
    assert (settings.declared, settings.authorization_days) == (("127.0.0.1",), 7)
    assert settings.terminal("production", "0000001", "atelierlumen") is None


def test_a_key_does_not_show_when_settings_are_printed() -> None:
    settings = read_settings(environment())

    assert "0123456789abcdef" not in repr(settings)
    assert str(settings.terminals[0].key) not in repr(settings)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "GUICHET_BANK_TERMINALS: missing"),
        ({"GUICHET_BANK_TERMINALS": "[]"}, "GUICHET_BANK_TERMINALS: the list is empty"),
        ({"GUICHET_BANK_TERMINALS": "{"}, "GUICHET_BANK_TERMINALS"),
        ({"GUICHET_BANK_TERMINALS": '[{"tpe": "1"}]'}, "GUICHET_BANK_TERMINALS: a terminal lacks 'platform'"),
        ({**environment(platform="sandbox")}, "GUICHET_BANK_TERMINALS: platform 'sandbox'"),
        ({**environment(key="short")}, "GUICHET_BANK_TERMINALS: a key has 40 characters"),
        ({**environment(notification_url="/notify")}, "GUICHET_BANK_TERMINALS: notification_url '/notify'"),
        ({**environment(), "GUICHET_BANK_PORT": "http"}, "GUICHET_BANK_PORT: 'http'"),
        (environment(mode="weekly"), "mode 'weekly' is none of immediate, deferred, partial, split, recurring"),
        (
            environment(options="alias"),
            "options 'alias' is not a list of alias, partners, iframe",
        ),
        (environment(options={"alias": True}), "is not a list of alias, partners, iframe"),
        (environment(options=["alias", "preauto"]), "is not a list of alias, partners, iframe"),
        ({**environment(), "GUICHET_BANK_AUTHORIZATION_DAYS": "0"}, "GUICHET_BANK_AUTHORIZATION_DAYS: '0'"),
        ({**environment(), "GUICHET_BANK_AUTHORIZATION_DAYS": "week"}, "GUICHET_BANK_AUTHORIZATION_DAYS: 'week'"),
        ({**environment(), "GUICHET_BANK_DECLARED_ADDRESSES": "home"}, "GUICHET_BANK_DECLARED_ADDRESSES: 'home'"),
    ],
)
def test_a_setting_at_fault_is_named(variables: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read_settings(variables)


@pytest.mark.parametrize("mode", ["immediate", "deferred", "partial", "split", "recurring"])
def test_a_terminal_has_one_of_five_modes(mode: str) -> None:
    assert read_settings(environment(mode=mode)).terminals[0].mode == mode


def test_a_terminal_has_the_options_that_were_bought_and_none_by_default() -> None:
    bought = read_settings(environment(options=["alias", "iframe"])).terminals[0].options

    assert bought == {Option.ALIAS, Option.IFRAME}
    assert read_settings(environment()).terminals[0].options == frozenset()


def test_days_and_declared_addresses_are_settings() -> None:
    more = {"GUICHET_BANK_AUTHORIZATION_DAYS": "3", "GUICHET_BANK_DECLARED_ADDRESSES": "127.0.0.1, 192.0.2.1"}
    none = {"GUICHET_BANK_DECLARED_ADDRESSES": ""}

    settings = read_settings({**environment(), **more})

    assert (settings.authorization_days, settings.declared) == (3, ("127.0.0.1", "192.0.2.1"))
    assert read_settings({**environment(), **none}).declared == ()
