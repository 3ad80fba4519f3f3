from __future__ import annotations

import secrets

import pytest

from local.stack import running
from tests.docs.programs import Shop


@pytest.fixture(scope="session")
def shop():
    """A shop's developer beside a whole local stack."""
    with running() as stack:
        yield Shop(stack.dev())


@pytest.fixture
def number():
    return f"DOC{secrets.token_hex(3)}".upper()
