"""The bank's notifications are switched off, and every order ends right; switched on again, they change nothing."""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stdout
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from local.ports import variable
from ops.__main__ import main
from tests.journeys.bank_side import agreed

if TYPE_CHECKING:
    from local.stack import Stack
    from tests.journeys.backstage import Backstage
    from tests.journeys.bank_side import Page

pytestmark = pytest.mark.xdist_group("journeys")

SECONDS = 5.0  # in which a browser that is back should read the truth
Order = dict[str, Any]


def ops(stack: Stack, *arguments: str) -> tuple[int, Any]:
    """The exit status of a command of staff on the stack, and its JSON."""
    ports = {variable(part): str(port) for part, port in stack.settings.ports.items()}
    environment = {**os.environ, **ports, "GUICHET_STATE": str(stack.settings.state)}
    with redirect_stdout(io.StringIO()) as printed:
        status = main([*arguments, "--local", "--json"], io.BytesIO(), environment)
    return status, json.loads(printed.getvalue())


def comes_back_to_a_truth(backstage: Backstage, started: Order) -> Order:
    """The order once the books have been read, because the browser was back."""
    answer = backstage.come_back(started)
    assert (answer.status, answer.headers["location"]) == (303, f"{backstage.dev['shop']}/")
    backstage.until(started["order"], lambda order: order["status"] in ("paid", "authorized"), SECONDS)
    return backstage.settled(started["order"])


def nothing_changes_when_told_again(backstage: Backstage, order: Order, page: Page) -> None:
    """All of the visit's messages arrive at last, twice by POST and once by GET."""
    for method in ("POST", "POST", "GET"):
        assert page.tell_again(method)
    after = backstage.order(order["order"])
    assert after["cases"] == order["cases"] == []
    for untouched in ("status", "authorized", "captured", "refunded", "instalments", "operations", "effects"):
        assert after[untouched] == order[untouched]
    agreed(after, backstage.bank.book(order["reference"]))
    heard = [entry["identity"] for entry in after["entries"] if entry["source"] == "notification"]
    assert heard
    assert len(heard) == len(set(heard))
    assert len(backstage.mails(order["order"])) == 1


@pytest.mark.parametrize("mode", ["immediate", "deferred", "partial"])
def test_a_payment_is_found_when_the_browser_is_back_and_lives_to_its_last_refund(
    backstage: Backstage, mode: str
) -> None:
    bank, started = backstage.bank, backstage.new_order(mode)
    number = started["order"]
    with bank.silent():
        page = bank.arrive(started["form"])
        page.pay()
        order = comes_back_to_a_truth(backstage, started)
        assert [entry["source"] for entry in order["entries"]] == ["status"]
        if mode == "partial":
            backstage.done(number, "captures", "30.00")
        if order["status"] == "authorized":
            backstage.done(number, "captures")
        if mode == "partial":
            backstage.done(number, "refunds", "30.00")
        order = backstage.done(number, "refunds")

    assert order["status"] == "refunded"
    agreed(order, bank.book(order["reference"]))
    nothing_changes_when_told_again(backstage, order, page)


@pytest.mark.parametrize(("mode", "captured"), [("split", "66.67"), ("recurring", "200.00")])
def test_instalments_and_renewals_are_found_by_ops_reconcile(
    backstage: Backstage, stack: Stack, mode: str, captured: str
) -> None:
    bank, started = backstage.bank, backstage.new_order(mode)
    number = started["order"]
    with bank.time_to_itself():
        with bank.silent():
            page = bank.arrive(started["form"])
            page.pay()
            comes_back_to_a_truth(backstage, started)
            bank.days_pass(32)
            status, found = ops(stack, "reconcile", "--order", number, "--dry-run")
            assert (status, [one["order"] for one in found["differences"]]) == (1, [number])
            status, found = ops(stack, "reconcile", "--order", number, "--yes")
            assert (status, found["mended"]["differences"][0]["theirs"]["captured"]) == (0, captured)
            order = backstage.order(number)
            agreed(order, bank.book(order["reference"]))
            for capture in order["captures"]:
                order = backstage.done(number, "refunds", capture["amount"])

        assert (order["status"], order["captured"]) == ("refunded", captured)
        nothing_changes_when_told_again(backstage, order, page)


def test_ops_reconcile_finds_what_a_period_lost_and_then_nothing_more(backstage: Backstage, stack: Stack) -> None:
    bank, started = backstage.bank, [backstage.new_order() for _ in range(3)]
    lost = {one["order"] for one in started}
    with bank.silent():
        for one in started:
            bank.arrive(one["form"]).pay()
    today = date.fromisoformat(backstage.order(min(lost))["created_at"][:10])
    period = ["--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=1)), "--pause", "0"]

    _, found = ops(stack, "reconcile", *period, "--dry-run")
    assert lost <= {one["order"] for one in found["differences"]}
    assert {backstage.order(number)["status"] for number in lost} == {"pending"}
    ops(stack, "reconcile", *period, "--yes")

    for number in lost:
        order = backstage.settled(number)
        assert (order["status"], len(backstage.mails(number)), order["cases"]) == ("paid", 1, [])
    _, found = ops(stack, "reconcile", *period, "--dry-run")
    assert found["differences"] == []
