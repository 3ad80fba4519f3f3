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
from chalicelib.mail.seller import Seller
from chalicelib.payments.perform_effects import Ending, Worker
from tests.aws.counter_steps import begin, notify
from tests.aws.item_size import item_size
from tests.fakes import MemoryMailer
from tests.makers import NOW, an_order


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

    assert item_size(item) < 2048


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
