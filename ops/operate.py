"""`capture`, `refund`, `cancel`: what staff wish, recorded in the store.

Nothing here calls the bank: the deployed operations function takes a recorded wish there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.api.views import operation_view
from chalicelib.domain.errors import InvalidValue, OperationRefused, OrderUnknown, StoreUnavailable
from chalicelib.domain.money import Money
from chalicelib.domain.operating import MAX_REASON, Request, request_operation, stops_recurrence
from chalicelib.domain.order import check_number
from chalicelib.domain.vocabulary import Mode, OperationKind
from chalicelib.payments.request_operation import record_wish
from ops import deployment, words
from ops.parser import add_json, line_of
from ops.screen import shown
from ops.stop import CannotLook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chalicelib.domain.order import Order
    from chalicelib.domain.record import Operation
    from chalicelib.payments.ports import Orders
    from ops.parser import Parser

_KEY = re.compile(r"[!-~]{1,255}")

WISHES = {
    "capture": (OperationKind.CAPTURE, "Captures (recouvrement) AMOUNT of an order, or all that is left to capture."),
    "refund": (OperationKind.REFUND, "Refunds (recrédit) AMOUNT of an order, or all that is left to refund."),
    "cancel": (
        OperationKind.CANCELLATION,
        """\
Cancels (annulation) what of an order is authorized and not captured. Of a recurring order it stops the recurrence
(arrêt de la récurrence): no renewal follows, and what was captured stays.""",
    ),
}
LEFT = {
    OperationKind.CAPTURE: "left to capture (à recouvrer)",
    OperationKind.REFUND: "left to refund (à recréditer)",
    OperationKind.CANCELLATION: "left to cancel (à annuler)",
}

DESCRIPTION = """\
{what}

It is recorded here; the deployed operations function takes it to the bank. Repeating it with the same --key repeats
nothing, so that is what to do where it is not known whether it was recorded.
"""
NOTES = """\
exit status: 0 recorded; 1 refused: not enough left, not possible now, no such order, key used before, or not
confirmed; 2 wrong usage, or the store could not be reached

example:
  python -m ops {name} CMD4821{amount}
  python -m ops show CMD4821
"""


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The three commands."""
    for name, (kind, what) in WISHES.items():
        _add_wish(commands, name, kind, what)


def _add_wish(commands: argparse._SubParsersAction[Parser], name: str, kind: OperationKind, what: str) -> None:
    notes = NOTES.format(name=name, amount="" if kind is OperationKind.CANCELLATION else " 10.00")
    summary = f"ask for a {words.of(words.OPERATIONS, kind)}"
    command = commands.add_parser(name, help=summary, description=DESCRIPTION.format(what=what), epilog=notes)
    command.set_defaults(run=partial(_operate, kind), amount=None, reason="")
    command.add_argument("order", metavar="ORDER", help="order number")
    if kind is not OperationKind.CANCELLATION:
        command.add_argument("amount", metavar="AMOUNT", nargs="?", help="such as 62.73; without it, all that is left")
    if kind is OperationKind.REFUND:
        command.add_argument("--reason", type=line_of(MAX_REASON), metavar="TEXT", help="kept with the refund")
    command.add_argument("--key", type=_key, help="the idempotency key; without it, a fresh one")
    command.add_argument("--yes", action="store_true", help="do not ask")
    deployment.add_to(command)
    add_json(command)


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise argparse.ArgumentTypeError("1 to 255 visible ASCII characters")
    return text


@dataclass(frozen=True)
class Typed:
    """A wish as it was typed; `amount` is decimal text, None for all that is left."""

    order: str
    kind: OperationKind
    key: str
    amount: str | None = None
    reason: str = ""
    yes: bool = False
    as_json: bool = False


def _operate(kind: OperationKind, options: argparse.Namespace, stdin: BinaryIO, environment: Mapping[str, str]) -> int:
    key = options.key or str(uuid.uuid4())
    typed = Typed(options.order, kind, key, options.amount, options.reason, yes=options.yes, as_json=options.json)
    if not typed.yes and not stdin.isatty():
        raise CannotLook("there is no terminal to ask at: give --yes to go on without a question")
    return operate(deployment.deployment(options, environment).orders, typed, stdin, datetime.now(UTC))


def operate(orders: Orders, typed: Typed, stdin: BinaryIO, now: datetime) -> int:
    """Show what would be recorded, ask, record: the exit status. Raises InvalidValue and StoreUnavailable."""
    order = orders.order(check_number(typed.order))
    if order is None:
        return _refused(f"no order {typed.order} here")
    request = _request(order, typed)
    try:
        after, planned = request_operation(order, request, now)
    except OperationRefused as fault:
        stops = typed.kind is OperationKind.CANCELLATION and order.mode is Mode.RECURRING
        left = f"; {LEFT[typed.kind]}: {_left(order, typed.kind)} {order.amount.currency}"
        return _refused(str(fault) if stops else f"{fault}{left}")
    # Before it is recorded: who loses the store's answer needs the key.
    print("\n".join(_summary(order, after, planned)), file=sys.stderr if typed.as_json else sys.stdout, flush=True)
    if after is not order and not typed.yes and not _confirmed(order.number, stdin):
        return _refused("not confirmed: nothing was recorded")
    try:
        # What was shown, even where all that is left is another amount by now.
        operation = record_wish(orders, order, replace(request, amount=planned.amount), now)
    except (OperationRefused, OrderUnknown) as fault:
        return _refused(f"the order has changed meanwhile, nothing was recorded: {fault}")
    except StoreUnavailable as fault:
        raise StoreUnavailable(f"{fault}; it may be recorded or not, repeat with --key {typed.key}") from fault
    if typed.as_json:
        print(json.dumps(_document(order, after, operation), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_told(order, after, operation)))
    return 0


def _refused(why: str) -> int:
    print(f"ops: {why}", file=sys.stderr)
    return 1


def _request(order: Order, typed: Typed) -> Request:
    """Raises InvalidValue. Two wishes under one key are the same when kind, amount and reason are."""
    amount = None if typed.amount is None else Money.parse(typed.amount, order.amount.currency).minor
    if amount == 0:
        raise InvalidValue("the amount must be above zero")
    text = json.dumps([typed.kind.value, amount, typed.reason])
    return Request(typed.kind, amount, typed.key, hashlib.sha256(text.encode()).hexdigest()[:32], typed.reason)


def _left(order: Order, kind: OperationKind) -> Money:
    return Money(order.refundable if kind is OperationKind.REFUND else order.capturable, order.amount.currency)


def _confirmed(number: str, stdin: BinaryIO) -> bool:
    print("Type the order number to go on: ", end="", file=sys.stderr, flush=True)
    return stdin.readline().decode(errors="replace").strip() == number


def _summary(order: Order, after: Order, planned: Operation) -> Iterator[str]:
    yield f"Order {order.number}: {words.of(words.STATUSES, order.status)}"
    yield from _stopped(order) if stops_recurrence(order, planned) else _moved(order, after, planned)
    if planned.reason:
        yield f"  {'reason (motif)':32}{shown(planned.reason)}"
    yield f"  {'idempotency key':32}{planned.key}"


def _stopped(order: Order) -> Iterator[str]:
    yield f"  {words.STOP}"
    captured, currency = Money(order.captured, order.amount.currency), order.amount.currency
    yield f"  {'captured (recouvré), and stays':32}{captured!s:>12} {currency}"


def _moved(order: Order, after: Order, planned: Operation) -> Iterator[str]:
    currency = order.amount.currency
    yield f"  {words.of(words.OPERATIONS, planned.kind):32}{Money(planned.amount, currency)!s:>12} {currency}"
    yield f"  {LEFT[planned.kind]:32}{_left(order, planned.kind)!s:>12} {currency}"
    if after is not order:
        yield f"  {'and afterwards (ensuite)':32}{_left(after, planned.kind)!s:>12} {currency}"


def _told(order: Order, after: Order, operation: Operation) -> Iterator[str]:
    name = f"{order.number}.{operation.number}"
    if after is order:
        state = words.of(words.OPERATION_STATES, operation.status)
        yield f"Recorded before under this key, as operation {name}: nothing was recorded again. It is {state}."
    else:
        yield f"Recorded as operation {name}. The deployed operations function takes it to the bank."
    yield f"To follow it: python -m ops show {order.number}"


def _document(order: Order, after: Order, operation: Operation) -> dict[str, object]:
    """The operation as the API shows it, and what only this command tells."""
    return {
        **operation_view(order, operation),
        "key": operation.key,
        "left_before": str(_left(order, operation.kind)),
        "left_after": str(_left(after, operation.kind)),
        "repeated": after is order,
        "follow": f"python -m ops show {order.number}",
    }
