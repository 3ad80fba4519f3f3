"""The door by which the bank's messages come in, and what is run again through it: rejected, or set aside as cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ..domain.decisions import decide
from ..domain.order import split_reference
from ..domain.reports import BankNotified
from ..domain.vocabulary import CaseKind
from ..monetico.form import parse
from ..monetico.notification import NotANotification, read
from ..monetico.outline import Outline, outline
from .record_notification import Recorded, record_entry, record_notification
from .terminals import BadSeal

if TYPE_CHECKING:
    from datetime import datetime

    from ..domain.record import Entry
    from ..domain.reports import Aside
    from .ports import Keeping, KeptMessages, Orders, Rejected
    from .terminals import Terminals


class Ending(StrEnum):
    """What came of running a message again."""

    NEW = "new"
    KNOWN = "known"  # it had come in otherwise before
    CASE = "case"
    REFUSED = "refused"  # the door's reason is in `why`
    NO_PLACE = "no-place"  # still a case without an order, `why` is its kind
    POSSIBLE = "possible"  # a trial: nothing was written


@dataclass(frozen=True, slots=True)
class Replayed:
    """`about` is what the message says of itself. `why` is a case's kind, or the name of what refused it."""

    id: str
    about: Outline | None
    ending: Ending
    why: str = ""

    @property
    def taken(self) -> bool:
        """Whether it has its place now, or would have."""
        return self.ending not in (Ending.REFUSED, Ending.NO_PLACE)


@dataclass(frozen=True, slots=True)
class Door:
    """What a message meets: the terminals with the keys of now, and the record of orders."""

    terminals: Terminals
    orders: Orders
    keep_masked_number: bool

    def take(self, body: bytes, received_at: datetime) -> Recorded:
        """Store what a message says; raises MalformedForm, or as `record_notification` does."""
        return record_notification(
            parse(body),
            terminals=self.terminals,
            orders=self.orders,
            now=received_at,
            keep_masked_number=self.keep_masked_number,
        )

    def check(self, body: bytes) -> None:
        """The same up to the record, which is neither read nor written."""
        read(self.terminals.check(parse(body)).pairs)


def keep(rejected: Rejected, kept: KeptMessages) -> Keeping | None:
    """Keep a message that may be a lost payment; None for one that cannot be."""
    return kept.keep(rejected) if outline(rejected.body) else None


def replay_rejected(rejected: Rejected, kept: KeptMessages, door: Door, *, trial: bool = False) -> Replayed:
    """Run a rejected message again, as received when it was, and keep it no longer once it is taken."""
    about = outline(rejected.body)
    try:
        if trial:
            door.check(rejected.body)
            return Replayed(rejected.id, about, Ending.POSSIBLE)
        recorded = door.take(rejected.body, rejected.received_at)
    except (BadSeal, NotANotification) as refused:
        return Replayed(rejected.id, about, Ending.REFUSED, type(refused).__name__)
    kept.remove(rejected)
    return Replayed(rejected.id, about, *_ending(recorded))


def replay_case(
    case: str, kept: KeptMessages, orders: Orders, now: datetime, *, trial: bool = False
) -> Replayed | None:
    """Decide again on the message that is a case without an order; it is resolved once the message has its place.

    None where the case is unknown or holds no message.
    """
    entry = kept.set_aside(case)
    if entry is None:
        return None
    about = Outline(entry.terminal, entry.reference, entry.amount_text, entry.code, entry.bank_time)
    entry = _as_read(entry)
    recorded = None if trial else record_entry(entry, orders)
    aside = _aside(entry, orders)
    if aside is not None:
        return Replayed(case, about, Ending.NO_PLACE, aside.kind.value)
    if recorded is None:
        return Replayed(case, about, Ending.POSSIBLE)
    ending, why = _ending(recorded)
    orders.resolve_aside(case, f"run again: in its order's record, {why or ending.value}", now)
    return Replayed(case, about, ending, why)


def _as_read(entry: Entry) -> Entry:
    """Without the fault that a former decision found: it is found anew, where it still is one."""
    return entry if entry.fault is CaseKind.WRONG_PLATFORM else replace(entry, fault=None)


def _aside(entry: Entry, orders: Orders) -> Aside | None:
    """What would be set aside of the entry now; None for one that has its place, or would find one."""
    named = split_reference(entry.reference)
    return decide(orders.order(named[0]) if named else None, BankNotified(entry)).aside


def _ending(recorded: Recorded) -> tuple[Ending, str]:
    if recorded.case is not None:
        return Ending.CASE, recorded.case.value
    return (Ending.NEW if recorded.new else Ending.KNOWN), ""
