"""Settings and keys: what is missing or wrong is named, and no secret is ever quoted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from chalicelib.domain.errors import SettingsError
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


def test_the_test_platform_goes_to_the_test_page():
    settings = api_settings_from({**API, "GUICHET_PLATFORM": "test"})

    assert settings.payment_page == "https://p.monetico-services.com/test/paiement.cgi"


def test_origins_are_a_list_with_or_without_slashes():
    settings = api_settings_from({**API, "GUICHET_SHOP_ORIGINS": "https://a.example/, https://b.example,,"})

    assert settings.shop_origins == {"https://a.example", "https://b.example"}


@pytest.mark.parametrize(
    ("environment", "read", "name"),
    [
        *[({**API, name: " "}, api_settings_from, name) for name in API],
        *[({**EFFECTS, name: ""}, effect_settings_from, name) for name in EFFECTS],
        ({**API, "GUICHET_PLATFORM": "live"}, api_settings_from, "GUICHET_PLATFORM"),
        ({**API, "GUICHET_PAGE_SECONDS": "0"}, api_settings_from, "GUICHET_PAGE_SECONDS"),
        ({**API, "GUICHET_PAGE_SECONDS": "nan"}, api_settings_from, "GUICHET_PAGE_SECONDS"),
        ({**API, "GUICHET_KEEP_MASKED_NUMBER": "true"}, api_settings_from, "GUICHET_KEEP_MASKED_NUMBER"),
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
