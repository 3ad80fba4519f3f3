"""The API served over HTTP as `chalice local` does, in this process, on local AWS."""

from __future__ import annotations

import os
import threading

import pytest

from app import app
from local import environment
from local.chalice_server import local_server
from local.ports import free_port
from local.secrets import load_or_create
from tests.counter import Api
from tests.local.local_aws import aws_stack, settings_in


@pytest.fixture(scope="session")
def api_and_aws(tmp_path_factory):
    """The API with local AWS under it, which a test may stop and start."""
    settings = settings_in(tmp_path_factory.mktemp("api"))
    stack = aws_stack(settings)
    stack.start("aws")
    before = dict(os.environ)
    os.environ.update(environment.backend(settings, {}))
    os.environ["GUICHET_SHOP_ORIGINS"] = "https://shop.example.org, https://b.example.org"
    port = free_port()
    server = local_server(app, port).server
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Api.of(port, load_or_create(settings.state)), stack
    server.shutdown()
    server.server_close()
    stack.stop_all()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def api(api_and_aws):
    """The API with only its own state; its process is this one."""
    return api_and_aws[0]
