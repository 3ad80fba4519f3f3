import json
from pathlib import Path

import pytest

from shop.settings import SettingError, Settings

JWK = json.dumps({"kty": "oct", "alg": "HS256", "kid": "shop-1", "k": "A" * 43})
NEEDED = {"GUICHET_SHOP_SIGNING_KEY": JWK, "GUICHET_SHOP_SESSION_KEY": "secret"}


def test_the_ports_of_the_local_stack_are_the_defaults():
    settings = Settings.from_environment(NEEDED)

    assert settings.url == "http://127.0.0.1:8002"
    assert settings.api_url == "http://127.0.0.1:8000"
    assert settings.bank_url == "http://127.0.0.1:8001"


def test_the_environment_decides():
    settings = Settings.from_environment(
        {
            **NEEDED,
            "GUICHET_SHOP_PORT": "9002",
            "GUICHET_API_URL": "https://api.example/prod/",
            "GUICHET_SHOP_STATE": "x",
        }
    )

    assert (settings.port, settings.api_url, settings.state) == (9002, "https://api.example/prod", Path("x"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUICHET_SHOP_SIGNING_KEY", ""),
        ("GUICHET_SHOP_SIGNING_KEY", "{}"),
        ("GUICHET_SHOP_SESSION_KEY", ""),
        ("GUICHET_SHOP_PORT", "huit"),
        ("GUICHET_API_URL", "127.0.0.1:8000"),
        ("GUICHET_BANK_URL", "ftp://bank"),
    ],
)
def test_a_setting_that_cannot_serve_is_named(name, value):
    with pytest.raises(SettingError, match=name):
        Settings.from_environment({**NEEDED, name: value})


def test_keys_are_not_shown():
    assert "secret" not in repr(Settings.from_environment(NEEDED))
