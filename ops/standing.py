"""Where an order's money stands, as lines: sums, captures, instalments, and what happens next to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.money import Money
from chalicelib.domain.vocabulary import Mode
from ops import words
from ops.screen import paris, shown, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.domain.order import Order
    from chalicelib.domain.record import Capture

MOST_SHOWN = 12
"""Captures listed; the last ones, where there are more. `--json` has all."""


def standing(order: Order) -> Iterator[str]:
    """The lines for a person."""
    yield from _sums(order)
    if order.uncaptured and order.authorized_until is not None:
        yield f"  the authorization ends on {paris(order.authorized_until)}"
    if order.instalments:
        yield from _instalments(order)
    # One capture of the whole says no more than the sums.
    if len(order.captures) > 1 or any(capture.unheard for capture in order.captures.values()):
        yield from _captures(order)
    if order.stopped_at is not None:
        yield f"  the recurrence is stopped (récurrence arrêtée) since {paris(order.stopped_at)}"
    elif order.mode is Mode.RECURRING and order.captured:
        yield "  the recurrence goes on (récurrence en cours)"
    for attempt in order.attempts.values():
        if attempt.ask_at is not None:
            asked = f", asked {attempt.asks} times so far" if attempt.asks else ""
            said = f"the bank’s books about {attempt.reference} are to be read on {paris(attempt.ask_at)}{asked}"
            yield f"  {said}"


def _sums(order: Order) -> Iterator[str]:
    currency = order.amount.currency
    yield f"  {'amount (montant)':28}{order.amount!s:>12} {currency}   {words.of(words.MODES, order.mode)}"
    named = {
        "authorized (autorisé)": order.authorized,
        "captured (recouvré)": order.captured,
        "refunded (recrédité)": order.refunded,
        "given up (annulé)": order.released,
    }
    for name, minor in named.items():
        if minor or name.startswith(("authorized", "captured")):
            yield f"  {name:28}{Money(minor, currency)!s:>12} {currency}"


def _instalments(order: Order) -> Iterator[str]:
    currency = order.amount.currency
    rows = [
        (
            str(part.number),
            part.due_on.isoformat(),
            f"{Money(part.amount, currency)} {currency}",
            words.of(words.INSTALMENTS, part.status),
        )
        for part in order.instalments
    ]
    yield "  instalments (échéances):"
    yield from (f"    {line}" for line in table(rows, ("", "due on", "amount", "state"), right=(0, 2)))


def _captures(order: Order) -> Iterator[str]:
    listed = sorted(order.captures.values(), key=lambda capture: (capture.captured_on, capture.number))
    yield "  captures (recouvrements):"
    rows = [_cells(order, capture) for capture in listed[-MOST_SHOWN:]]
    headings = ("", "day", "amount", "refunded", "authorisation", "")
    yield from (f"    {line}" for line in table(rows, headings, right=(0, 2, 3)))
    if len(listed) > MOST_SHOWN:
        yield f"    and {len(listed) - MOST_SHOWN} before: --json has all"


def _cells(order: Order, capture: Capture) -> tuple[str, ...]:
    currency = order.amount.currency
    back = f"{Money(capture.refunded, currency)} {currency}" if capture.refunded else "-"
    heard = "known from the bank’s books only" if capture.unheard else ""
    amount = f"{Money(capture.amount, currency)} {currency}"
    day = capture.captured_on.isoformat()
    return str(capture.number), day, amount, back, shown(capture.authorization) or "-", heard
