"""`erase`: the customer's data of an order goes at once; what proves the payment stays for its own time."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from chalicelib.domain.order import check_number
from chalicelib.domain.reports import ErasureAsked
from chalicelib.domain.retention import ends, needs
from chalicelib.payments.reporting import report
from chalicelib.runtime.settings import retention_from
from ops import deployment, words
from ops.parser import add_json
from ops.screen import paris
from ops.stop import CannotLook

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from chalicelib.domain.customer import Customer
    from chalicelib.domain.order import Order
    from chalicelib.domain.retention import Retention
    from chalicelib.payments.ports import Orders
    from ops.parser import Parser

DESCRIPTION = """\
Erases the customer's data of an order (effacement, RGPD article 17): mail address, names and addresses, what was
bought, and the form that took the shopper to the bank. It cannot be undone: no mail can be sent about this order any
more. What proves the payment is kept for its own time, and said. The record notes that it was erased, and when.

Where something still needs the data (a mail that is owed, an instalment to come), nothing is erased without --force.
Repeating it does nothing twice.
"""
NOTES = """\
exit status: 0 erased, now or before; 1 something still needs it, no such order, or it was not confirmed; 2 wrong
usage, or the store could not be reached

example:
  python -m ops erase CMD4821
"""

PARTS = {
    "email": "mail address (adresse électronique)",
    "language": "language (langue)",
    "billing": "billing name and address (facturation)",
    "shipping": "delivery name and address (livraison)",
    "lines": "what was bought (articles)",
    "return_url": "the shop’s page of the order (adresse de retour)",
    "form": "the form that took the shopper to the bank (formulaire)",
}
ELSEWHERE = (
    "backups of the table hold it until they end by themselves (35 days)",
    "messages of the bank that were refused or have no order end by themselves (30 and 457 days)",
    "mails that were sent, the shop’s own records and the bank’s are not reached from here",
    "reasons and notes that staff typed stay with the order: read them with `ops show`",
)


@dataclass(frozen=True)
class Kept:
    """What an erasure leaves, until when at the earliest, and why."""

    what: str
    until: datetime
    why: str


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The command."""
    command = commands.add_parser("erase", help="erase a customer's data", description=DESCRIPTION, epilog=NOTES)
    command.add_argument("order", metavar="ORDER", help="order number")
    command.add_argument("--force", action="store_true", help="erase although something still needs it")
    command.add_argument("--yes", action="store_true", help="do not ask")
    deployment.add_to(command)
    add_json(command)
    command.set_defaults(run=_erase)


def _erase(options: argparse.Namespace, stdin: BinaryIO, environment: Mapping[str, str]) -> int:
    if not options.yes and not stdin.isatty():
        raise CannotLook("there is no terminal to ask at: give --yes to go on without a question")
    deployed = deployment.deployment(options, environment)
    eraser = Eraser(deployed.orders, retention_from(deployed.settings), datetime.now(UTC), as_json=options.json)
    return eraser.erase(options.order, stdin, force=options.force, yes=options.yes)


@dataclass(frozen=True)
class Eraser:
    """What erases, and how it tells of it."""

    orders: Orders
    retention: Retention
    now: datetime
    as_json: bool = False

    def erase(self, number: str, stdin: BinaryIO, *, force: bool = False, yes: bool = False) -> int:
        """Show what goes and what stays, ask, erase: the exit status. Raises InvalidValue and StoreUnavailable."""
        order = self.orders.order(check_number(number))
        if order is None:
            return _refused(f"no order {number} here")
        if order.erased_at is not None:
            return self._told(order, [], before=True)
        held = needs(order, self.now)
        if held and not force:
            for need in held:
                print(f"  {words.of(words.NEEDS, need)}", file=sys.stderr)
            return _refused(f"order {number} still needs the customer's data: wait, or give --force")
        removed = _parts(self.orders.customer(number))
        if not yes and not self._confirmed(order, removed, stdin):
            return _refused("not confirmed: nothing was erased")
        after = report(self.orders, order, ErasureAsked(self.now, forced=force))
        if after is None or after.erased_at is None:
            return _refused("the order has changed meanwhile, nothing was erased: look at it again")
        return self._told(after, removed, before=False)

    def _confirmed(self, order: Order, removed: list[str], stdin: BinaryIO) -> bool:
        print("\n".join([f"Order {order.number}: to be erased", *_listed(removed)]), file=sys.stderr)
        print("Type the order number to go on: ", end="", file=sys.stderr, flush=True)
        return stdin.readline().decode(errors="replace").strip() == order.number

    def _told(self, order: Order, removed: list[str], *, before: bool) -> int:
        kept = list(_kept(order, self.retention))
        if self.as_json:
            print(json.dumps(_document(order, removed, kept, before=before), indent=2, ensure_ascii=False))
        else:
            print("\n".join(_lines(order, removed, kept, before=before)))
        return 0


def _refused(why: str) -> int:
    print(f"ops: {why}", file=sys.stderr)
    return 1


def _parts(customer: Customer | None) -> list[str]:
    """The names of what is there; never what it says."""
    return [name for name in PARTS if getattr(customer, name, None)]


def _kept(order: Order, retention: Retention) -> Iterator[Kept]:
    end = ends(order, retention)
    yield Kept(
        "authorization number, 3-D Secure verdict, masked card number where the shop keeps it, reason of a refusal",
        end.evidence,
        "evidence against disputes of the payment (preuve du paiement)",
    )
    yield Kept(
        "order number, amounts, dates, bank references, authorization numbers of captures, operations, cases",
        end.order,
        "accounting (comptabilité)" if not order.payable else "to know again what the bank may still say",
    )


def _listed(removed: list[str]) -> list[str]:
    return [f"  {PARTS[name]}" for name in removed]


def _lines(order: Order, removed: list[str], kept: list[Kept], *, before: bool) -> Iterator[str]:
    moment = paris(order.erased_at) if order.erased_at else ""
    yield f"Order {order.number}: {'was erased before, on' if before else 'erased on'} {moment} (Paris)"
    yield from _listed(removed)
    yield "Kept (conservé):"
    for part in kept:
        yield f"  {part.what}"
        yield f"    until {part.until:%Y-%m-%d} at the earliest: {part.why}"
    yield "Elsewhere (ailleurs):"
    yield from (f"  {text}" for text in ELSEWHERE)


def _document(order: Order, removed: list[str], kept: list[Kept], *, before: bool) -> dict[str, Any]:
    return {
        "order": order.number,
        "erased_at": order.erased_at.isoformat() if order.erased_at else None,
        "erased_before": before,
        "removed": removed,
        "kept": [{"what": part.what, "until": part.until.date().isoformat(), "why": part.why} for part in kept],
        "elsewhere": list(ELSEWHERE),
    }
