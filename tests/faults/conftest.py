"""A running stack whose repairs can be watched, shared by the tests that leave it whole."""

from __future__ import annotations

import pytest

from local.stack import running
from tests.journeys.backstage import Backstage


@pytest.fixture(scope="session")
def brisk_stack():
    with running(GUICHET_LEASE_SECONDS="6", GUICHET_SWEEP_SECONDS="0.4", GUICHET_SETTLE_SECONDS="0.4") as stack:
        yield stack


@pytest.fixture
def backstage(brisk_stack):
    return Backstage.of(brisk_stack)
