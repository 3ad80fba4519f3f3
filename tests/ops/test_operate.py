from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import InvalidValue, StoreUnavailable
from chalicelib.domain.operating import MAX_REASON
from chalicelib.domain.record import MAX_NOTE
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import Mode, OperationKind, OperationStatus
from ops.operate import Typed, operate
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_customer, an_entry, an_order

NOTHING = io.BytesIO()


def accepted(number="CMD4821", mode=Mode.IMMEDIATE):
    order = an_order(number=number, mode=mode)
    return decide(order, BankNotified(an_entry(order))).order


def a_store(mode=Mode.IMMEDIATE):
    return MemoryOrders({"CMD4821": accepted(mode=mode)})


def a_wish(kind=OperationKind.REFUND, amount=None, **changes):
    return replace(Typed("CMD4821", kind, "key-1", amount, yes=True), **changes)


def recorded(orders):
    return [(o.kind.value, o.amount, o.key, o.reason) for o in orders.stored["CMD4821"].operations.values()]


def test_a_refund_is_recorded_to_be_taken_to_the_bank(capsys):
    orders = a_store()

    assert operate(orders, a_wish(amount="10", reason="late"), NOTHING, NOW) == 0

    assert recorded(orders) == [("refund", 1000, "key-1", "late")]
    assert orders.stored["CMD4821"].operations[1].status is OperationStatus.REQUESTED
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()] == [
        "Order CMD4821: paid (payée)",
        "refund (recrédit) 10.00 EUR",
        "left to refund (à recréditer) 62.73 EUR",
        "and afterwards (ensuite) 52.73 EUR",
        "reason (motif) late",
        "idempotency key key-1",
        "Recorded as operation CMD4821.1. The deployed operations function takes it to the bank.",
        "To follow it: python -m ops show CMD4821",
    ]


@pytest.mark.parametrize(
    ("kind", "words"),
    [(OperationKind.CAPTURE, "capture (recouvrement)"), (OperationKind.CANCELLATION, "cancellation (annulation)")],
)
def test_without_an_amount_it_is_all_that_is_left(kind, words, capsys):
    orders = a_store(Mode.PARTIAL)

    assert operate(orders, a_wish(kind), NOTHING, NOW) == 0

    assert recorded(orders) == [(kind.value, 6273, "key-1", "")]
    out = " ".join(capsys.readouterr().out.split())
    assert f"{words} 62.73 EUR" in out
    assert "er) 62.73 EUR and afterwards (ensuite) 0.00 EUR" in out


def test_a_recurrence_is_stopped_and_says_that_what_was_captured_stays(capsys):
    orders = a_store(Mode.RECURRING)

    assert operate(orders, a_wish(OperationKind.CANCELLATION), NOTHING, NOW) == 0

    assert recorded(orders) == [("cancellation", 0, "key-1", "")]
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()][:4] == [
        "Order CMD4821: paid (payée)",
        "stop of the recurrence (arrêt de la récurrence)",
        "captured (recouvré), and stays 62.73 EUR",
        "idempotency key key-1",
    ]


def test_a_recurrence_is_stopped_once(capsys):
    orders = a_store(Mode.RECURRING)
    operate(orders, a_wish(OperationKind.CANCELLATION), NOTHING, NOW)

    assert operate(orders, a_wish(OperationKind.CANCELLATION, key="another"), NOTHING, NOW) == 1

    assert capsys.readouterr().err == "ops: the recurrence is stopped already, or about to be\n"


def test_the_same_key_again_repeats_nothing_and_asks_nothing(capsys):
    orders = a_store()
    operate(orders, a_wish(), NOTHING, NOW)
    before = orders.stored["CMD4821"]
    capsys.readouterr()

    assert operate(orders, a_wish(yes=False), NOTHING, NOW) == 0

    assert orders.stored["CMD4821"] is before
    printed = capsys.readouterr()
    assert "Recorded before under this key, as operation CMD4821.1: nothing was recorded again." in printed.out
    assert "Type the order number" not in printed.err


def test_an_amount_written_otherwise_is_the_same_wish():
    orders = a_store()

    assert [operate(orders, a_wish(amount=text), NOTHING, NOW) for text in ("10", "10.0", "10.00")] == [0, 0, 0]
    assert len(recorded(orders)) == 1


@pytest.mark.parametrize("other", [{"amount": "11"}, {"reason": "another"}])
def test_a_key_that_came_with_another_wish_is_refused(other, capsys):
    orders = a_store()
    operate(orders, a_wish(amount="10"), NOTHING, NOW)

    assert operate(orders, replace(a_wish(amount="10"), **other), NOTHING, NOW) == 1

    assert "this key came with another request before" in capsys.readouterr().err
    assert len(recorded(orders)) == 1


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (a_wish(amount="62.74"), "less is left to refund; left to refund (à recréditer): 62.73 EUR"),
        (a_wish(OperationKind.CAPTURE), "nothing is left to capture"),
        (a_wish(OperationKind.CANCELLATION), "nothing is left to cancel"),
        (a_wish(order="CMD9"), "no order CMD9 here"),
    ],
)
def test_what_cannot_be_is_refused_and_says_why(wish, why, capsys):
    orders = a_store()

    assert operate(orders, wish, NOTHING, NOW) == 1

    printed = capsys.readouterr()
    assert (printed.out, why in printed.err) == ("", True)
    assert orders.requests["reserve"] + orders.requests["write"] == 0


@pytest.mark.parametrize("amount", ["0", "0.00", "62,73", "1e2", "-5", "1.234"])
def test_what_is_no_amount_is_wrong_usage(amount):
    orders = a_store()

    with pytest.raises(InvalidValue):
        operate(orders, a_wish(amount=amount), NOTHING, NOW)
    assert recorded(orders) == []


@pytest.mark.parametrize(("answer", "status"), [(b"CMD4821\n", 0), (b"yes\n", 1), (b"CMD482\n", 1), (b"", 1)])
def test_without_yes_only_the_order_number_goes_on(answer, status, capsys):
    orders = a_store()

    assert operate(orders, a_wish(yes=False), io.BytesIO(answer), NOW) == status

    assert len(recorded(orders)) == 1 - status
    printed = capsys.readouterr()
    assert "Type the order number to go on: " in printed.err
    assert ("not confirmed: nothing was recorded" in printed.err) == bool(status)


class Meanwhile(io.BytesIO):
    """A terminal at which somebody types the number after another refund has been recorded."""

    orders: MemoryOrders

    def readline(self, size=-1):
        operate(self.orders, a_wish(amount="60", key="another"), NOTHING, NOW)
        return b"CMD4821\n"


def test_never_another_amount_than_the_one_confirmed(capsys):
    terminal = Meanwhile()
    terminal.orders = orders = a_store()

    assert operate(orders, a_wish(yes=False), terminal, NOW) == 1

    assert recorded(orders) == [("refund", 6000, "another", "")]
    assert "the order has changed meanwhile, nothing was recorded" in capsys.readouterr().err


class SilentOrders(MemoryOrders):
    def reserve(self, *wish):
        super().reserve(*wish)
        raise StoreUnavailable("Timeout")


def test_a_lost_answer_of_the_store_names_the_key_that_repeats_nothing():
    orders = SilentOrders({"CMD4821": accepted()})

    with pytest.raises(StoreUnavailable, match="it may be recorded or not, repeat with --key key-1"):
        operate(orders, a_wish(), NOTHING, NOW)
    assert operate(orders, a_wish(), NOTHING, NOW) == 0
    assert len(recorded(orders)) == 1


def test_a_reason_that_was_recorded_elsewhere_cannot_control_the_terminal(capsys):
    operate(a_store(), a_wish(reason="\x1b[2J"), NOTHING, NOW)

    assert "\x1b" not in capsys.readouterr().out


def test_json_is_alone_on_standard_output(capsys):
    orders = a_store()

    for repeated in (False, True):
        assert operate(orders, a_wish(amount="10", as_json=True), NOTHING, NOW) == 0
        printed = capsys.readouterr()
        document = json.loads(printed.out)
        assert document["repeated"] is repeated
        assert "idempotency key" in printed.err
        expected = {"id": "CMD4821.1", "kind": "refund", "amount": "10.00", "status": "requested", "key": "key-1"}
        assert expected.items() <= document.items()
        assert document["left_before"] == ("52.73" if repeated else "62.73")
        assert document["left_after"] == "52.73"


@pytest.mark.parametrize("command", ["capture", "refund", "cancel"])
def test_without_a_terminal_and_yes_it_says_what_to_give(ops, command):
    done = ops(command, "CMD4821")

    assert (done.status, done.out) == (2, "")
    assert "give --yes" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("refund", "CMD4821", "--key", "with space"),
        ("refund", "CMD4821", "--key", "k" * 256),
        ("refund", "CMD4821", "--reason", "r" * (MAX_REASON + 1)),
        ("refund", "CMD4821", "--reason", "\udcff"),
        ("resolve", "CMD4821.1", "--note", "n" * (MAX_NOTE + 1)),
        ("cancel", "CMD4821", "10.00"),
    ],
)
def test_what_the_api_would_not_take_is_wrong_usage(ops, arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        ops(*arguments, "--local")

    assert stopped.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_the_commands_write_to_the_table_that_the_deployment_names(ops, local_store, local_variables):
    local_store.create(replace(accepted("OPERATE-1"), version=1), a_customer())

    keys = []
    for _ in range(2):
        done = ops("refund", "OPERATE-1", "1.00", "--reason", "geste", "--yes", "--json", "--local", **local_variables)
        assert done.status == 0
        keys.append(json.loads(done.out)["key"])

    stored = local_store.order("OPERATE-1")
    assert [(o.amount, o.key, o.reason) for o in stored.operations.values()] == [(100, k, "geste") for k in keys]
    assert keys[0] != keys[1]
