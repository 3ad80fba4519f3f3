from __future__ import annotations

import pytest

from tests.local.local_aws import aws_stack, settings_in


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture(scope="session")
def aws(tmp_path_factory):
    """Local AWS alone, prepared: a stack of one part."""
    stack = aws_stack(settings_in(tmp_path_factory.mktemp("aws")))
    stack.start("aws")
    yield stack
    stack.stop_all()
