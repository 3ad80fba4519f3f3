"""`erase`: what goes, what stays and why, and never more than was asked for."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.customer import PaymentForm
from chalicelib.domain.retention import DEFAULT
from ops.erase import Eraser
from tests.domain.test_retention import paid, unasked
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_customer, an_order

LATER = NOW + timedelta(days=3)
FORM = PaymentForm("https://bank.example/paiement.cgi", {"mail": "camille.martin@example.org"})
PERSONAL = ("camille", "Martin", "Lilas", "Nantes", "Lampe")


def a_store(order=None):
    order = order or paid()
    return MemoryOrders({order.number: order}, {order.number: a_customer(form=FORM)})


def erase(orders, answer=b"", *, as_json=False, **how):
    return Eraser(orders, DEFAULT, LATER, as_json=as_json).erase("CMD4821", io.BytesIO(answer), **how)


def test_the_customers_data_goes_the_record_notes_it_and_the_evidence_stays(capsys):
    orders, before = a_store(), paid()

    assert erase(orders, yes=True) == 0

    order = orders.stored["CMD4821"]
    assert orders.customers == {}
    assert order == replace(before, erased_at=LATER, version=before.version + 1)
    printed = capsys.readouterr().out
    for said in ("erased on 2026-11-26", "mail address", "3-D Secure verdict", "until 2028-02-23", "accounting"):
        assert said in printed


def test_nothing_that_is_printed_is_personal_data(capsys):
    erase(a_store(), b"CMD4821\n")
    erase(a_store(), yes=True, as_json=True)

    printed = capsys.readouterr()
    assert not any(word.lower() in (printed.out + printed.err).lower() for word in PERSONAL)


def test_as_json_it_says_what_went_and_what_stays_until_when(capsys):
    erase(a_store(), yes=True, as_json=True)

    document = json.loads(capsys.readouterr().out)
    assert (document["order"], document["erased_before"]) == ("CMD4821", False)
    assert document["removed"] == ["email", "language", "billing", "lines", "return_url", "form"]
    assert [part["until"] for part in document["kept"]] == ["2028-02-23", "2037-11-23"]


def test_repeating_it_does_nothing_twice(capsys):
    orders = a_store()
    erase(orders, yes=True)
    once = orders.stored["CMD4821"]
    capsys.readouterr()

    assert erase(orders) == 0

    assert orders.stored["CMD4821"] is once
    assert "was erased before" in capsys.readouterr().out


def test_what_is_still_needed_is_said_and_not_erased_without_force(capsys):
    orders = a_store(an_order())

    assert erase(orders, yes=True) == 1
    assert "the shopper may be paying" in capsys.readouterr().err
    assert orders.customers

    assert erase(orders, yes=True, force=True) == 0
    assert orders.customers == {}


@pytest.mark.parametrize(("answer", "status"), [(b"CMD4821\n", 0), (b"yes\n", 1), (b"", 1)])
def test_it_asks_for_the_order_number(answer, status):
    orders = a_store()

    assert erase(orders, answer) == status
    assert bool(orders.customers) == (status == 1)


def test_an_order_that_is_not_here_is_told(capsys):
    assert erase(MemoryOrders(), yes=True) == 1
    assert "no order CMD4821" in capsys.readouterr().err


class Restarted(MemoryOrders):
    """An order that the shopper starts again while the command asks."""

    def customer(self, number):
        self.stored[number] = an_order().changed().changed().changed()
        return super().customer(number)


def test_what_became_needed_while_it_asked_is_not_erased(capsys):
    orders = Restarted({"CMD4821": paid()}, {"CMD4821": a_customer()})

    assert erase(orders, yes=True) == 1
    assert orders.customers
    assert "changed meanwhile" in capsys.readouterr().err


def test_the_command_erases_in_the_table_and_show_tells_of_it(ops, local_store, local_variables):
    order = replace(unasked(paid()), number="ERASE-1")
    local_store.create(order, a_customer())

    assert ops("erase", "ERASE-1", "--local", **local_variables).status == 2
    done = ops("erase", "ERASE-1", "--yes", "--local", **local_variables)

    assert done.status == 0
    assert local_store.customer("ERASE-1") is None
    assert "data was erased" in ops("show", "ERASE-1", "--local", **local_variables).out
    assert json.loads(ops("show", "ERASE-1", "--json", "--local", **local_variables).out)["erased_at"]
