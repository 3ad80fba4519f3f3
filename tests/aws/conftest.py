"""The stores that the one suite runs on, and a client that counts its requests."""

from __future__ import annotations

import os
from collections import Counter
from itertools import count

import boto3
import pytest
from botocore.config import Config

from chalicelib.aws.order_store import OrderStore
from local.provision import create_table
from tests.fakes import MemoryOrders
from tests.local.local_aws import aws_stack, client, settings_in

_tables = (f"orders-{os.getpid()}-{n}" for n in count())


@pytest.fixture(scope="session")
def local_dynamodb(tmp_path_factory):
    """A DynamoDB client: local AWS, or the endpoint in GUICHET_TEST_DYNAMODB_URL."""
    endpoint = os.environ.get("GUICHET_TEST_DYNAMODB_URL")
    if endpoint:
        yield boto3.client("dynamodb", endpoint_url=endpoint, config=Config(max_pool_connections=64))
        return
    stack = aws_stack(settings_in(tmp_path_factory.mktemp("aws")))
    stack.start("aws")
    yield client(stack.settings, "dynamodb")
    stack.stop_all()


@pytest.fixture
def store(local_dynamodb):
    """The store over an empty table of its own."""
    table = next(_tables)
    create_table(local_dynamodb, table)
    yield OrderStore(local_dynamodb, table)
    local_dynamodb.delete_table(TableName=table)


@pytest.fixture(params=["memory", "dynamodb"])
def orders(request):
    """Each store that Guichet claims to work on."""
    return MemoryOrders() if request.param == "memory" else request.getfixturevalue("store")


@pytest.fixture
def requests_made(local_dynamodb):
    """Requests that reach DynamoDB, by operation, retries included."""
    made: Counter[str] = Counter()

    def note(request, **_):
        made[request.headers["X-Amz-Target"].decode().partition(".")[2]] += 1

    local_dynamodb.meta.events.register("before-send.dynamodb", note)
    yield made
    local_dynamodb.meta.events.unregister("before-send.dynamodb", note)
