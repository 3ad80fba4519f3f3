from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bank.app import create_app
from bank.counter import Counter
from bank.store import Store
from tests.bank.services import settings_of_every_mode
from tests.bank.stage import Clock, Merchant, settings_in

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from bank.settings import Settings


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def merchant() -> Merchant:
    return Merchant()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def counter(settings: Settings, clock: Clock, merchant: Merchant) -> Counter:
    return Counter(settings, Store(settings.state), clock, merchant)


@pytest.fixture
def late_jobs() -> list[tuple[float, object]]:
    """What a page's scenario left for later: seconds and job."""
    return []


@pytest.fixture
def app(settings: Settings, clock: Clock, merchant: Merchant, late_jobs: list[tuple[float, object]]) -> Flask:
    def later(seconds: float, job: object) -> None:
        late_jobs.append((seconds, job))

    return create_app(settings, clock=clock, send=merchant, after=later)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def waits() -> list[float]:
    """What slow answers have waited for, in seconds."""
    return []


@pytest.fixture
def every_mode(tmp_path: Path, clock: Clock, merchant: Merchant, waits: list[float]) -> FlaskClient:
    """A bank with a terminal of each mode and every option, on both platforms."""
    settings = settings_of_every_mode(tmp_path / "every")
    return create_app(settings, clock=clock, send=merchant, wait=waits.append).test_client()
