"""After an erasure over HTTP: pages and views work, and what was given is asked for anew."""

from __future__ import annotations

import pytest

from chalicelib.domain.reports import ErasureAsked
from chalicelib.payments.reporting import report
from chalicelib.runtime.api import runtime
from tests.counter import accepted
from tests.makers import NOW


@pytest.fixture
def erased(api):
    """Starts an order and erases its customer's data: what the start answered."""

    def make(*, pay):
        started = api.new_order()
        if pay:
            assert api.notify(accepted(started)).body == b"version=2\ncdr=0\n"
        orders = runtime().orders
        report(orders, orders.order(started["order"]), ErasureAsked(NOW, forced=True))
        return started

    return make


def test_status_page_and_staffs_view_of_a_paid_order_go_on(api, erased):
    started = erased(pay=True)

    browser = api.call("GET", f"/payments/{started['order']}", Authorization=f"Bearer {started['view_token']}")
    page = api.call("GET", f"/monetico/return/ok?view={started['view_token']}")
    staff = api.read(started["order"])

    assert browser.json["status"] == "paid"
    assert (page.status, "votre commande est payée" in page.body.decode()) == (200, True)
    assert staff["erased_at"] == NOW.isoformat()
    assert staff["entries"][0]["authorization"] == "000000"


def test_a_pending_order_that_is_started_again_takes_its_data_and_a_new_form(api, erased):
    started = erased(pay=False)

    again = api.start(started["order"])

    assert again.status == 201
    assert again.json["reference"] == f"{started['order']}02"
    assert api.read(started["order"])["erased_at"] is None


def test_the_bank_is_acknowledged_after_an_erasure(api, erased):
    started = erased(pay=False)

    assert api.notify(accepted(started)).body == b"version=2\ncdr=0\n"
    assert api.read(started["order"])["status"] == "paid"
