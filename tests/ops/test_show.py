from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.money import Money
from ops.screen import Screen
from ops.show import find, story
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_customer, an_entry, an_order

PLAIN = Screen({"NO_COLOR": "1"})


def test_the_money_of_an_order_is_shown_with_the_banks_words():
    order = replace(an_order(), authorized=6273, captured=6273, refunded=1000)

    lines = list(story(order, PLAIN, NOW))

    assert lines[0] == "Order CMD4821: partially refunded (recréditée en partie)"
    assert "  amount (montant)                   62.73 EUR   immediate (paiement immédiat)" in lines
    assert "  captured (recouvré)                62.73 EUR" in lines
    assert "  refunded (recrédité)               10.00 EUR" in lines


def test_moments_are_in_the_hour_of_paris():
    lines = list(story(an_order(), PLAIN, NOW))

    assert "2026-11-23 10:30:00  Attempt 1 started, reference CMD482101" in lines


def test_what_is_still_to_come_is_marked():
    order = replace(an_order(), entries=(an_entry(an_order(), received_at=NOW + timedelta(hours=1)),))

    assert [line for line in story(order, PLAIN, NOW) if "(to come)" in line]


def test_what_the_bank_sent_cannot_control_the_terminal():
    order = replace(an_order(), entries=(an_entry(an_order(), refusal_reason="\x1b[2J"),))

    assert "\x1b" not in "\n".join(story(order, PLAIN, NOW))


def test_an_order_is_found_by_its_number_or_by_a_bank_reference_of_it():
    orders = MemoryOrders({"CMD4821": an_order()})

    assert find(orders, "CMD4821") == an_order()
    assert find(orders, "CMD482101") == an_order()
    assert find(orders, "CMD482102") is None
    assert find(orders, "OTHER") is None


def test_an_order_whose_number_looks_like_a_reference_is_found_first():
    shadow = an_order(number="CMD482101", amount=Money(100, "EUR"))
    orders = MemoryOrders({"CMD4821": an_order(), "CMD482101": shadow})

    assert find(orders, "CMD482101") == shadow


def test_an_order_in_the_table_of_the_local_stack_is_shown(ops, local_store, local_variables):
    local_store.create(an_order(number="SHOW-1"), a_customer())

    done = ops("show", "SHOW-1", "--local", **local_variables)

    assert (done.status, done.err) == (0, "")
    assert "Order SHOW-1: pending (en attente)" in done.out


def test_personal_data_is_shown_only_where_it_is_asked_for(ops, local_store, local_variables):
    customer = a_customer()
    local_store.create(an_order(number="SHOW-2"), customer)

    for options in ((), ("--json",)):
        without = ops("show", "SHOW-2", "--local", *options, **local_variables)
        given = ops("show", "SHOW-2", "--local", "--personal", *options, **local_variables)
        for secret in (customer.email, "Camille", "rue des Lilas", "Lampe Aube"):
            assert secret not in without.out
            assert secret in given.out


def test_json_is_the_staffs_view_of_the_api(ops, local_store, local_variables):
    local_store.create(an_order(number="SHOW-3"), a_customer())

    document = json.loads(ops("show", "SHOW-3", "--local", "--json", **local_variables).out)

    assert (document["order"], document["status"], document["attempts"][0]["number"]) == ("SHOW-3", "pending", 1)
    assert "customer" not in document


def test_where_no_table_is_named_the_running_local_stack_is_taken_and_said_so(ops, local_store, local_variables):
    local_store.create(an_order(number="SHOW-4"), a_customer())

    done = ops("show", "SHOW-4", **local_variables)

    assert done.status == 0
    assert "looking at the local stack" in done.err


def test_an_unknown_order_is_told_with_status_1(ops, local_aws, local_variables):
    done = ops("show", "NOPE", "--local", **local_variables)

    assert (done.status, done.out) == (1, "")
    assert "no order NOPE" in done.err


@pytest.mark.parametrize(("options", "advice"), [(["--local"], "make run"), ([], "GUICHET_TABLE is not set")])
def test_without_table_and_local_stack_it_says_what_to_do(ops, options, advice, unused_ports):
    done = ops("show", "CMD4821", *options, **unused_ports)

    assert (done.status, done.out) == (2, "")
    assert advice in done.err


def test_a_number_that_cannot_be_is_told(ops, local_aws, local_variables):
    done = ops("show", "CMD/1", "--local", **local_variables)

    assert done.status == 2
    assert "order numbers are" in done.err
