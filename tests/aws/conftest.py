"""The stores that the one suite runs on, and a client that counts its requests."""

from __future__ import annotations

import os
from collections import Counter
from uuid import uuid4

import pytest

from chalicelib.aws.order_list import OrderList
from chalicelib.aws.order_store import OrderStore
from chalicelib.aws.rejected_items import RejectedItems
from local.provision import create_table
from tests.aws.emptying import emptied, indexes_empty
from tests.aws.endpoint import Endpoint
from tests.fake_order_list import MemoryOrderList
from tests.fakes import MemoryKept, MemoryOrders
from tests.local.local_aws import aws_stack, settings_in


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory):
    """The one in GUICHET_TEST_DYNAMODB_URL, else a local AWS of this run's own."""
    if given := os.environ.get("GUICHET_TEST_DYNAMODB_URL"):
        yield Endpoint(given)
        return
    stack = aws_stack(settings_in(tmp_path_factory.mktemp("aws")))
    stack.start("aws")
    yield Endpoint(stack.settings.url("aws"))
    stack.stop_all()


@pytest.fixture(scope="session")
def local_dynamodb(endpoint):
    return endpoint.client()


@pytest.fixture(scope="session")
def table(local_dynamodb):
    """One table a run: AWS takes its time to make one. It never removes what has ended: tests look at that."""
    name = f"guichet-test-{uuid4().hex[:12]}"
    create_table(local_dynamodb, name, removes_ended=False)
    yield name
    local_dynamodb.delete_table(TableName=name)


@pytest.fixture
def store(local_dynamodb, table):
    """The store over an empty table."""
    yield OrderStore(local_dynamodb, table)
    emptied(local_dynamodb, table)
    indexes_empty(local_dynamodb, table)


@pytest.fixture(params=["memory", "dynamodb"])
def orders(request):
    """Each store that Guichet claims to work on."""
    return MemoryOrders() if request.param == "memory" else request.getfixturevalue("store")


@pytest.fixture
def listing(orders):
    """The list of the same store's orders."""
    return MemoryOrderList(orders) if isinstance(orders, MemoryOrders) else OrderList(orders.client, orders.table)


@pytest.fixture
def messages(orders):
    """The same store's messages outside the orders' records."""
    return MemoryKept(orders.asides) if isinstance(orders, MemoryOrders) else RejectedItems(orders.client, orders.table)


@pytest.fixture
def requests_made(local_dynamodb):
    """Requests that reach DynamoDB, by operation, retries included."""
    made: Counter[str] = Counter()

    def note(request, **_):
        made[request.headers["X-Amz-Target"].decode().partition(".")[2]] += 1

    local_dynamodb.meta.events.register("before-send.dynamodb", note)
    yield made
    local_dynamodb.meta.events.unregister("before-send.dynamodb", note)
