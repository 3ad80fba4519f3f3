"""Settings and keys: what is missing or wrong is named, and no secret is ever quoted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from chalicelib.domain.errors import InvalidValue, SettingsError
from chalicelib.domain.retention import DEFAULT, Retention
from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.runtime.keys import KeyRing, keys_from
from chalicelib.runtime.settings import api_settings_from, effect_settings_from

API = {
    "GUICHET_TABLE": "orders",
    "GUICHET_SECRET": "guichet/prod",
    "GUICHET_PUBLIC_URL": "https://pay.example.org/",
    "GUICHET_PLATFORM": "production",
}
EFFECTS = {
    "GUICHET_TABLE": "orders",
    "GUICHET_MAIL_FROM": "a@b.example",
    "GUICHET_SELLER": '{"name": "Atelier", "later": "unknown"}',
}
KEY = "0123456789ABCDEF0123456789ABCDEF01234567"
TERMINAL = {"tpe": "1234567", "company": "c", "platform": "test", "mode": "immediate", "keys": [KEY]}
SECRET = {"terminals": [TERMINAL], "jwks": {"keys": []}, "view_keys": ["QUJD" * 11]}


def test_defaults_are_the_banks_and_production_goes_to_the_production_page():
    settings = api_settings_from(API)

    assert settings.public_url == "https://pay.example.org"
    assert settings.payment_page == "https://p.monetico-services.com/paiement.cgi"
    assert settings.page == timedelta(minutes=45)
    assert settings.shop_origins == frozenset()
    assert not settings.keep_masked_number
    assert not settings.iframe


def test_the_test_platform_goes_to_the_test_page():
    settings = api_settings_from({**API, "GUICHET_PLATFORM": "test"})

    assert settings.payment_page == "https://p.monetico-services.com/test/paiement.cgi"


def test_origins_are_a_list_with_or_without_slashes():
    settings = api_settings_from({**API, "GUICHET_SHOP_ORIGINS": "https://a.example/, https://b.example,,"})

    assert settings.shop_origins == {"https://a.example", "https://b.example"}


def test_frames_are_switched_on_by_yes_alone():
    assert api_settings_from({**API, "GUICHET_IFRAME": "yes"}).iframe
    assert not api_settings_from({**API, "GUICHET_IFRAME": "no"}).iframe


@pytest.mark.parametrize(
    ("environment", "read", "name"),
    [
        *[({**API, name: " "}, api_settings_from, name) for name in API],
        *[({**EFFECTS, name: ""}, effect_settings_from, name) for name in EFFECTS],
        ({**API, "GUICHET_PLATFORM": "live"}, api_settings_from, "GUICHET_PLATFORM"),
        ({**API, "GUICHET_PAGE_SECONDS": "0"}, api_settings_from, "GUICHET_PAGE_SECONDS"),
        ({**API, "GUICHET_PAGE_SECONDS": "nan"}, api_settings_from, "GUICHET_PAGE_SECONDS"),
        ({**API, "GUICHET_KEEP_MASKED_NUMBER": "true"}, api_settings_from, "GUICHET_KEEP_MASKED_NUMBER"),
        ({**API, "GUICHET_IFRAME": "1"}, api_settings_from, "GUICHET_IFRAME"),
        ({**EFFECTS, "GUICHET_LEASE_SECONDS": "soon"}, effect_settings_from, "GUICHET_LEASE_SECONDS"),
        ({**EFFECTS, "GUICHET_SELLER": "Atelier"}, effect_settings_from, "GUICHET_SELLER"),
        ({**EFFECTS, "GUICHET_SELLER": "{}"}, effect_settings_from, "GUICHET_SELLER"),
    ],
)
def test_what_is_missing_or_wrong_is_named(environment, read, name):
    with pytest.raises(SettingsError, match=name):
        read(environment)


def test_several_terminals_with_several_keys_on_each_platform():
    production = {**TERMINAL, "platform": "production", "keys": [KEY.lower(), KEY[:38] + "P0"]}

    keys = keys_from(json.dumps({**SECRET, "terminals": [TERMINAL, production]}))

    assert len(keys.terminals.terminals[1].keys) == 2
    assert keys.terminals.for_start(Mode.IMMEDIATE, Platform.PRODUCTION).keys[0] == bytes.fromhex(KEY)


@pytest.mark.parametrize("mode", ["immediate", "recurring"])
def test_a_terminal_that_stands_twice_is_refused_since_it_has_one_mode(mode):
    twice = [{**TERMINAL, "tpe": "7654321"}, TERMINAL, {**TERMINAL, "company": "other", "mode": mode}]

    with pytest.raises(SettingsError, match="terminal 1234567 on test 2 times"):
        keys_from(json.dumps({**SECRET, "terminals": twice}))


def test_a_recurring_terminal_takes_no_order_of_another_mode():
    terminals = keys_from(json.dumps({**SECRET, "terminals": [{**TERMINAL, "mode": "recurring"}]})).terminals

    assert terminals.for_start(Mode.RECURRING, Platform.TEST).tpe == "1234567"
    for mode in set(Mode) - {Mode.RECURRING}:
        with pytest.raises(InvalidValue, match=mode.value):
            terminals.for_start(mode, Platform.TEST)


@pytest.mark.parametrize(
    "spoiled",
    [
        "{",
        "[]",
        "{}",
        json.dumps({**SECRET, "terminals": []}),
        json.dumps({**SECRET, "terminals": [{**TERMINAL, "keys": []}]}),
        json.dumps({**SECRET, "terminals": [{**TERMINAL, "keys": [KEY[:-1]]}]}),
        json.dumps({**SECRET, "terminals": [{**TERMINAL, "keys": ["Z" * 40]}]}),
        json.dumps({**SECRET, "terminals": [{**TERMINAL, "platform": "live"}]}),
        json.dumps({**SECRET, "view_keys": []}),
        json.dumps({**SECRET, "view_keys": ["QUJD"]}),
    ],
)
def test_a_secret_document_that_cannot_serve_is_told_without_quoting_it(spoiled):
    with pytest.raises(SettingsError) as error:
        keys_from(spoiled)

    assert KEY[:-1] not in str(error.value)


def test_keys_are_read_anew_when_the_document_changes():
    class Document:
        content = json.dumps(SECRET)

        def text(self):
            return self.content

    document = Document()
    ring = KeyRing(document)
    first = ring.current()
    assert ring.current() is first

    document.content = json.dumps({**SECRET, "terminals": [{**TERMINAL, "tpe": "7654321"}]})

    assert ring.current().terminals.terminals[0].tpe == "7654321"


def test_what_is_kept_has_french_defaults_and_each_period_a_setting():
    assert effect_settings_from(EFFECTS).retention == DEFAULT
    names = ("PERSONAL", "ABANDONED", "EVIDENCE", "ORDER")
    chosen = {f"GUICHET_KEEP_{name}_DAYS": str(days) for days, name in enumerate(names, start=40)}

    kept = effect_settings_from({**EFFECTS, **chosen}).retention

    assert kept == Retention(*(timedelta(days=days) for days in (40, 41, 42, 43)))


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "ten", "36526", "²"])
def test_a_period_is_whole_days_and_the_setting_is_named(days):
    with pytest.raises(SettingsError, match="GUICHET_KEEP_EVIDENCE_DAYS"):
        effect_settings_from({**EFFECTS, "GUICHET_KEEP_EVIDENCE_DAYS": days})


def test_mail_events_have_no_configuration_set_unless_one_is_named():
    assert effect_settings_from(EFFECTS).mail_events == ""
    assert effect_settings_from({**EFFECTS, "GUICHET_MAIL_EVENTS": "guichet-mail"}).mail_events == "guichet-mail"
