"""`show`: one order's story and its money. Personal data only where it is asked for."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from chalicelib.api.views import staff_view
from chalicelib.domain.order import check_number, split_reference
from ops import deployment, words
from ops.parser import add_json
from ops.screen import Screen, paris, shown
from ops.standing import standing
from ops.timeline import timeline

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from chalicelib.domain.customer import Customer
    from chalicelib.domain.order import Order
    from chalicelib.payments.ports import Orders
    from ops.parser import Parser

DESCRIPTION = """\
Tells what happened to an order: its attempts, what the bank said of each, cases, mails and operations, in the hour
of Paris, and where its money stands. ORDER is the shop's order number, or a bank reference (référence).

Refusal reasons are for staff: the card schemes forbid telling them to the shopper.
"""
NOTES = """\
exit status: 0 shown; 1 no such order; 2 it could not be looked at

example:
  python -m ops show CMD4821 --local
"""


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    show = commands.add_parser("show", help="an order's story and its money", description=DESCRIPTION, epilog=NOTES)
    show.add_argument("order", metavar="ORDER", help="order number, or bank reference")
    show.add_argument("--personal", action="store_true", help="show the customer's data too, while it is kept")
    deployment.add_to(show)
    add_json(show)
    show.set_defaults(run=_show)


def _show(options: argparse.Namespace, _: BinaryIO, environment: Mapping[str, str]) -> int:
    orders = deployment.deployment(options, environment).orders
    order = find(orders, options.order)
    if order is None:
        print(f"ops show: no order {shown(options.order)} here, nor one of that bank reference", file=sys.stderr)
        return 1
    customer = orders.customer(order.number) if options.personal else None
    if options.json:
        print(json.dumps(document(order, customer, personal=options.personal), indent=2, ensure_ascii=False))
    else:
        print("\n".join(story(order, Screen(environment), datetime.now(UTC))))
        if options.personal:
            print("\n".join(_personal(customer)))
    return 0


def find(orders: Orders, wanted: str) -> Order | None:
    """The order with that number, else the one whose attempt has that bank reference. Raises InvalidValue."""
    order = orders.order(check_number(wanted))
    named = split_reference(wanted)
    if order is not None or named is None:
        return order
    of_reference = orders.order(named[0])
    return of_reference if of_reference and named[1] in of_reference.attempts else None


def document(order: Order, customer: Customer | None, *, personal: bool) -> dict[str, Any]:
    """The staff's view of the API, and under `customer` the personal data where it is asked for."""
    view = staff_view(order)
    if not personal:
        return view
    data = asdict(customer) if customer else None
    if data is not None:
        data.pop("form")  # it repeats the data, and bears a seal
    return {**view, "customer": data}


def story(order: Order, screen: Screen, now: datetime) -> Iterator[str]:
    """The lines for a person."""
    status = words.of(words.STATUSES, order.status)
    yield screen.paint(f"Order {order.number}: {status}", "strong")
    yield ""
    yield from standing(order)
    yield ""
    for moment in timeline(order, now):
        future = "  (to come)" if moment.at > now else ""
        yield f"{screen.paint(paris(moment.at), 'faint')}  {screen.paint(shown(moment.what), moment.tone)}{future}"
        yield from (f"{'':19}  {shown(detail)}" for detail in moment.details)
    if order.further_messages:
        yield f"{'':19}  and {order.further_messages} further messages of the bank, counted only"
    yield ""
    yield "Times are in the hour of Paris."


def _personal(customer: Customer | None) -> Iterator[str]:
    yield ""
    if customer is None:
        yield "The personal data of this order has been erased."
        return
    yield f"Customer: {shown(customer.email)}, language {customer.language}"
    for name, address in (("billing", customer.billing), ("shipping", customer.shipping)):
        if address:
            yield f"  {name}: {shown(', '.join(str(value) for value in address.values()))}"
    for line in customer.lines:
        yield f"  {line.quantity} x {shown(line.label)} at {line.unit_amount} {line.unit_amount.currency}"
