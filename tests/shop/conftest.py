"""A shop on a fake API, and its shoppers."""

from __future__ import annotations

import pytest

from shop.app import create_app
from shop.settings import Settings
from tests.shop.shopper import KEY, NOW, FakeApi, Shopper


@pytest.fixture
def settings(tmp_path):
    return Settings(8002, "http://127.0.0.1:8000", "http://127.0.0.1:8001/test", KEY, "session-key", tmp_path)


@pytest.fixture
def api():
    return FakeApi()


@pytest.fixture
def app(settings, api):
    return create_app(settings, api=api, clock=lambda: NOW)


@pytest.fixture
def new_shopper(app, settings):
    return lambda: Shopper(app.test_client(), settings.url)


@pytest.fixture
def shopper(new_shopper):
    return new_shopper()
