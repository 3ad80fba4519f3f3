"""What the usual operations cost at the store, counted on the wire; and how soon a hanging store is given up."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta

import boto3
import pytest

from chalicelib.aws import session
from chalicelib.aws.order_store import OrderStore
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.vocabulary import Mode
from chalicelib.mail.seller import Seller
from chalicelib.payments.perform_effects import Ending, Worker
from chalicelib.payments.record_notification import record_notification
from chalicelib.payments.start import start
from tests.fakes import MemoryMailer
from tests.makers import NOW, a_customer, a_terminal, an_order, bank_fields, euros, sealed_pairs, terminals
from tests.payments.test_start import COUNTER


def begin(store):
    return start(
        "CMD4821", euros("62.73"), Mode.IMMEDIATE, a_customer(), counter=COUNTER, terminals=terminals(), orders=store,
        view_token=lambda number: number + ".view", now=NOW,
    )  # fmt: skip


def notify(store, order, **changes):
    return record_notification(
        sealed_pairs(bank_fields(order, **changes)),
        terminals=terminals(a_terminal()),
        orders=store,
        now=NOW + timedelta(minutes=1),
        keep_masked_number=False,
    )


def test_a_start_is_one_request_and_so_is_its_repetition(store, requests_made):
    begin(store)
    assert requests_made == {"TransactWriteItems": 1}

    begin(store)
    assert requests_made == {"TransactWriteItems": 2}


def test_a_usual_notification_is_one_request_and_so_is_its_duplicate(store, requests_made):
    order = begin(store).order
    requests_made.clear()

    assert notify(store, order).new
    assert requests_made == {"UpdateItem": 1}

    assert not notify(store, order).new
    assert requests_made == {"UpdateItem": 2}


def test_an_acceptance_after_a_refusal_is_two_requests_and_no_read(store, requests_made):
    order = begin(store).order
    notify(store, order, **{"code-retour": "Annulation"})
    requests_made.clear()

    notify(store, order, date="23/11/2026_a_10:40:00")

    assert requests_made == {"UpdateItem": 2}


def test_a_confirmation_mail_is_two_writes_and_one_read(store, requests_made):
    order = begin(store).order
    notify(store, order)
    image = store.order(order.number)
    requests_made.clear()
    worker = Worker(store, MemoryMailer(), Seller("Atelier"), timedelta(seconds=60), lambda: NOW + timedelta(hours=1))

    assert [performed.ending for performed in worker.perform_due(image)] == [Ending.DONE]

    assert requests_made == {"UpdateItem": 2, "GetItem": 1}


def test_the_hot_item_of_a_paid_order_stays_under_two_kilobytes(store):
    order = begin(store).order
    notify(store, order)

    item = store.client.get_item(TableName=store.table, Key={"pk": {"S": "order#CMD4821"}})["Item"]

    assert _size(item) < 2048


def _size(value):
    """As DynamoDB counts: names and texts in UTF-8 bytes, one more for each element, three for a collection."""
    if "S" in value:
        return len(value["S"].encode())
    if "N" in value:
        return len(value["N"]) // 2 + 2
    if "M" in value:
        return 3 + sum(len(name) + 1 + _size(inner) for name, inner in value["M"].items())
    if "L" in value:
        return 3 + sum(1 + _size(inner) for inner in value["L"])
    return sum(len(name) + _size(inner) for name, inner in value.items())


@pytest.fixture
def hanging_store(monkeypatch):
    """The store as production makes it, before a server that takes connections and never answers."""
    server = socket.create_server(("127.0.0.1", 0))
    taken = []
    closing = threading.Event()

    def accept():
        server.settimeout(0.1)
        while not closing.is_set():
            try:
                taken.append(server.accept()[0])
            except TimeoutError:
                continue

    thread = threading.Thread(target=accept)
    thread.start()
    endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
    monkeypatch.setattr(
        session, "_session", lambda: boto3.Session("x", "x", region_name="eu-west-3")
    )  # no account of the developer's may be asked
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", endpoint)
    session.dynamodb.cache_clear()
    yield OrderStore(session.dynamodb(), "orders")
    session.dynamodb.cache_clear()
    closing.set()
    thread.join()
    for connection in (*taken, server):
        connection.close()


def test_a_hanging_store_is_given_up_well_within_ten_seconds(hanging_store):
    begun = time.monotonic()

    with pytest.raises(StoreUnavailable):
        notify(hanging_store, an_order())

    assert time.monotonic() - begun < 8
