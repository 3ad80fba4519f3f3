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


ONCE = {"sam", "recorded", "asked"}
"""Fixtures that take seconds, each made by one worker for all who look at it."""


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items):
    for item in items:
        if ONCE & set(getattr(item, "fixturenames", ())) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("template"))
