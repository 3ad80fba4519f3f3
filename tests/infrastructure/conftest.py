from __future__ import annotations

import pytest

from tests.infrastructure.packaging import EVERYTHING, expanded, packaged
from tests.infrastructure.resolving import Resolver


@pytest.fixture(scope="session")
def sam(tmp_path_factory):
    """The template as Chalice leaves it, which is what is deployed."""
    return packaged(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def template(sam):
    """The same, expanded."""
    return expanded(sam)


@pytest.fixture(scope="session")
def everything(template):
    """Every resource there can be, its parameters filled in."""
    return Resolver(template, EVERYTHING).resources()
