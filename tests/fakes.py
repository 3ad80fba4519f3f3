"""Stand-ins for the world that keep its promises: the record of orders in memory, a mailer that notes or fails."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import TYPE_CHECKING
from zlib import crc32

from chalicelib.domain.errors import CaseUnknown, InvalidValue, KnownEntry, Stale
from chalicelib.domain.operating import MAX_OPERATIONS
from chalicelib.domain.order import MAX_REFUSALS, Order, split_reference
from chalicelib.domain.record import Case
from chalicelib.domain.vocabulary import CaseKind
from chalicelib.payments.ports import CaseOfOrder, CasePage, Keeping, Rejected, Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from chalicelib.domain.customer import Customer
    from chalicelib.domain.record import Entry, Operation
    from chalicelib.domain.reports import Aside
    from chalicelib.domain.vocabulary import Left
    from chalicelib.mail.message import Mail


@dataclass
class MemoryOrders:
    """The record of orders in memory; one lock makes each call atomic, as one request to the store is."""

    stored: dict[str, Order] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    asides: dict[str, Aside] = field(default_factory=dict)
    beside: dict[str, Entry] = field(default_factory=dict)
    replays: dict[date, datetime] = field(default_factory=dict)
    resolved: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    lock: RLock = field(default_factory=RLock)

    def create(self, order: Order, customer: Customer) -> Stored | None:
        with self.lock:
            self.requests["create"] += 1
            if order.number in self.stored:
                return Stored(self.stored[order.number], self.customers.get(order.number))
            self.stored[order.number] = order
            self.customers[order.number] = customer
            return None

    def order(self, number: str) -> Order | None:
        with self.lock:
            self.requests["order"] += 1
            return self.stored.get(number)

    def customer(self, number: str) -> Customer | None:
        with self.lock:
            self.requests["customer"] += 1
            return self.customers.get(number)

    def write(self, before: Order, after: Order, customer: Customer | None = None) -> None:
        with self.lock:
            self.requests["write"] += 1
            current = self.stored.get(before.number)
            if current is None or current.version != before.version:
                raise Stale(current)
            self.stored[before.number] = after
            if customer is not None:
                self.customers[before.number] = customer
            elif after.erased_at is not None and before.erased_at is None:
                self.customers.pop(before.number, None)

    def reserve(self, before: Order, after: Order, wish: Operation, left: Left | None) -> Order:
        with self.lock:
            if left is None:
                self.write(before, after)
                return after
            self.requests["reserve"] += 1
            current = self.stored.get(before.number)
            if current is None or not _has_left(current, before, wish, left):
                raise Stale(current)
            number = len(current.operations) + 1
            operations = {**current.operations, number: replace(wish, number=number)}
            self.stored[before.number] = current.changed(operations=operations)
            return self.stored[before.number]

    def write_as_started(self, before: Order, after: Order) -> None:
        with self.lock:
            self.requests["write_as_started"] += 1
            current = self.stored.get(before.number)
            if current is None or not _as_started(current, before):
                raise Stale(current)
            self.stored[before.number] = _led(current, before, after)

    def write_beside(self, before: Order, after: Order, entry: Entry) -> None:
        with self.lock:
            self.requests["write_beside"] += 1
            if entry.identity in self.beside:
                raise KnownEntry(entry.identity)
            self.write(before, after)
            self.beside[entry.identity] = entry

    def set_aside(self, aside: Aside) -> None:
        with self.lock:
            self.requests["set_aside"] += 1
            self.asides.setdefault(aside.entry.identity, aside)

    def note_unreadable_replay(self, day: date, now: datetime) -> None:
        with self.lock:
            self.requests["note_unreadable_replay"] += 1
            self.replays[day] = now
            self.resolved.pop(f"_{day}", None)

    def due(self, before: datetime, limit: int) -> list[str]:
        with self.lock:
            self.requests["due"] += 1
            found = [(order.wakes_at(), number) for number, order in self.stored.items()]
            return [number for due, number in sorted((d, n) for d, n in found if d < before)[:limit]]

    def resolve_aside(self, case: str, note: str, now: datetime) -> CaseOfOrder:
        with self.lock:
            self.requests["resolve_aside"] += 1
            for found in self._without_order():
                if found.case.id == case:
                    self.resolved.setdefault(case, (now, note))
                    return self._as_resolved(found)
            raise CaseUnknown(case)

    def cases(self, limit: int, cursor: str) -> CasePage:
        with self.lock:
            self.requests["cases"] += 1
            groups = [[CaseOfOrder(o.number, case) for case in o.cases] for o in self.stored.values() if o.cases]
            groups += [[self._as_resolved(found)] for found in self._without_order()]
            groups.sort(key=lambda group: group[-1].case.opened_at, reverse=True)
            groups.sort(key=lambda group: all(found.case.resolved_at for found in group))
            if cursor and not cursor.isdigit():
                raise InvalidValue("cursor is not one that a former page gave")
            start = int(cursor or 0)
            found = [case for group in groups[start : start + limit] for case in group]
            found.sort(key=lambda f: (f.case.resolved_at is None, f.case.opened_at), reverse=True)
            return CasePage(tuple(found), str(start + limit) if len(groups) > start + limit else "")

    def _without_order(self) -> list[CaseOfOrder]:
        replays = [
            CaseOfOrder("", Case(f"_{day}", CaseKind.REPLAY_NOT_UTF8, "", now)) for day, now in self.replays.items()
        ]
        return [_case_of(aside) for aside in self.asides.values()] + replays

    def _as_resolved(self, found: CaseOfOrder) -> CaseOfOrder:
        at, note = self.resolved.get(found.case.id, (None, ""))
        return replace(found, case=replace(found.case, resolved_at=at, note=note))


@dataclass
class MemoryMailer:
    """Notes every mail; `fault` is called first and may raise what a mail service's answer would."""

    sent: list[Mail] = field(default_factory=list)
    fault: Callable[[Mail], None] = lambda mail: None

    def send(self, mail: Mail) -> None:
        self.fault(mail)
        self.sent.append(mail)


@dataclass
class MemoryKept:
    """Kept messages in memory, with a place for each; `asides` are the cases of a store of orders."""

    asides: dict[str, Aside] = field(default_factory=dict)
    messages: dict[str, Rejected] = field(default_factory=dict)

    def keep(self, rejected: Rejected) -> Keeping:
        name = f"{rejected.received_at.date()}-{crc32(rejected.body)}"
        if name in self.messages:
            return Keeping.KNOWN
        self.messages[name] = replace(rejected, id=name)
        return Keeping.KEPT

    def rejected(self, name: str) -> Rejected | None:
        return self.messages.get(name)

    def listed(self, since: datetime, until: datetime) -> Iterator[Rejected]:
        found = [rejected for rejected in self.messages.values() if since <= rejected.received_at < until]
        return iter(sorted(found, key=lambda rejected: rejected.received_at))

    def remove(self, rejected: Rejected) -> None:
        known = self.messages.get(rejected.id)
        if known is not None and known.body == rejected.body:
            del self.messages[rejected.id]

    def set_aside(self, case: str) -> Entry | None:
        aside = self.asides.get(case.removeprefix("_"))
        return aside.entry if aside else None


def _has_left(current: Order, before: Order, wish: Operation, left: Left) -> bool:
    return (
        getattr(current, left.value) >= wish.amount
        and len(current.captures) == len(before.captures)
        and len(current.operations) < MAX_OPERATIONS
        and all(known.key != wish.key for known in current.operations.values())
    )


def _as_started(current: Order, before: Order) -> bool:
    attempt = before.last_attempt
    stored = current.attempts.get(attempt.number)
    facts = ("version", "amount", "mode", "authorized")
    return (
        all(getattr(current, fact) == getattr(before, fact) for fact in facts)
        and stored is not None
        and all(getattr(stored, fact) == getattr(attempt, fact) for fact in ("terminal", "platform", "outcome"))
        and len(current.entries) < MAX_REFUSALS
    )


def _led(current: Order, before: Order, after: Order) -> Order:
    """`current` with what differs between `before` and `after` written over it, and nothing else."""
    number = before.last_attempt.number
    said = after.attempts[number]
    spoken = replace(
        current.attempts[number], outcome=said.outcome, heard_at=said.heard_at, ask_at=said.ask_at, asks=said.asks
    )
    return replace(
        current,
        version=after.version,
        authorized=after.authorized,
        authorized_until=after.authorized_until,
        captured=after.captured,
        paid_at=after.paid_at,
        attempts={**current.attempts, number: spoken},
        captures={**current.captures, **after.captures},
        entries=current.entries + after.entries[len(before.entries) :],
        cases=current.cases + after.cases[len(before.cases) :],
        further_messages=after.further_messages,
        effects={**current.effects, **after.effects},
    )


def _case_of(aside: Aside) -> CaseOfOrder:
    entry = aside.entry
    named = split_reference(entry.reference)
    case = Case(f"_{entry.identity}", aside.kind, entry.reference, entry.received_at, entry.identity)
    return CaseOfOrder(named[0] if named else entry.reference, case)
