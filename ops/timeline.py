"""What happened to an order, as a list of moments in words: the bank's codes and reasons are for staff only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.money import Money
from chalicelib.domain.operating import stops_recurrence
from chalicelib.domain.starting import PARIS
from chalicelib.domain.vocabulary import Mode, OperationStatus, Outcome, Result, Source
from ops import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.domain.order import Order
    from chalicelib.domain.record import Attempt, Case, Effect, Entry, Operation


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is aware; `tone` is a colour's name of ops.screen, or empty."""

    at: datetime
    what: str
    details: tuple[str, ...] = ()
    tone: str = ""


_TONES = {Result.ACCEPTED: "good", Result.REFUSED: "bad", Result.WAITING: "odd", Result.UNKNOWN: "odd"}


def timeline(order: Order, now: datetime) -> list[Moment]:
    """Everything that happened up to now, first to last."""
    moments: list[Moment] = []
    for attempt in order.attempts.values():
        moments.extend(_attempt(attempt, now))
    moments += [_entry(order, entry) for entry in order.entries]
    for case in order.cases:
        moments.extend(_case(case))
    for effect in order.effects.values():
        moments.extend(_effect(effect))
    for operation in order.operations.values():
        moments.extend(_operation(order, operation))
    if order.erased_at is not None:
        moments.append(Moment(order.erased_at, "The customer’s data was erased (données personnelles effacées)"))
    # The sort is stable: what shares an instant stays in the order above, cause before consequence.
    return sorted(moments, key=lambda moment: moment.at)


def _attempt(attempt: Attempt, now: datetime) -> Iterator[Moment]:
    yield Moment(
        attempt.started_at,
        f"Attempt {attempt.number} started, reference {attempt.reference}",
        (f"terminal (TPE) {attempt.terminal}, {attempt.platform.value} platform",),
    )
    if attempt.outcome is Outcome.LAPSED and attempt.closes_at <= now:
        yield Moment(attempt.closes_at, f"Attempt {attempt.number} closed undecided", tone="odd")


def _entry(order: Order, entry: Entry) -> Moment:
    if entry.source is Source.STATUS:
        details = [f"état {entry.code}"]
        if entry.authorization:
            details.append(f"authorisation number (numéro d’autorisation) {entry.authorization}")
    else:
        details = list(_message(entry))
    what = f"{words.of(words.SOURCES, entry.source)} about {entry.reference}: {words.of(words.RESULTS, entry.result)}"
    return Moment(entry.received_at, what + _term(order, entry), tuple(details), _TONES.get(entry.result, ""))


def _term(order: Order, entry: Entry) -> str:
    """Which part of a payment that comes in parts it is about."""
    if entry.instalment or (order.instalments and entry.result is Result.ACCEPTED):
        return f", instalment (échéance) {entry.instalment or 1} of {len(order.instalments)}"
    if order.mode is not Mode.RECURRING or entry.fault:
        return ""
    first = min((_said_at(e) for e in order.entries if e.result is Result.ACCEPTED and not e.fault), default="")
    return ", a renewal (renouvellement)" if first and _said_at(entry) > first else ""


def _said_at(entry: Entry) -> str:
    return entry.bank_time or entry.received_at.astimezone(PARIS).replace(tzinfo=None).isoformat()


def _message(entry: Entry) -> Iterator[str]:
    yield f"code-retour {entry.code}, {entry.amount_text}, terminal (TPE) {entry.terminal}"
    paid_with = " ".join(filter(None, (entry.method, entry.brand, entry.masked_number)))
    if paid_with or entry.authorization:
        number = f"authorisation number (numéro d’autorisation) {entry.authorization}" if entry.authorization else ""
        yield ", ".join(filter(None, (paid_with, number)))
    reasons = [
        f"{code}: {words.of(words.REFUSALS, code)}" for code in (entry.refusal_reason, entry.refusal_detail) if code
    ]
    if reasons:
        yield f"reason (motif de refus), for staff only: {'; '.join(reasons)}"
    if entry.authentication:
        shift = {"Y": ", the issuer bears the risk", "N": ", the shop bears the risk"}
        yield f"3-D Secure {entry.authentication.status}{shift.get(entry.authentication.liability_shift, '')}"
    if entry.bank_time:
        said = datetime.fromisoformat(entry.bank_time).replace(tzinfo=PARIS)
        yield f"the bank's time is {said:%Y-%m-%d %H:%M:%S}"


def _case(case: Case) -> Iterator[Moment]:
    yield Moment(case.opened_at, f"Case {case.id}, {case.kind.value}", (words.of(words.CASES, case.kind),), "odd")
    if case.resolved_at is not None:
        yield Moment(case.resolved_at, f"Case {case.id} resolved", (case.note,) if case.note else ())


def _effect(effect: Effect) -> Iterator[Moment]:
    name = words.of(words.EFFECTS, effect.kind)
    tries = f"after {effect.tries} tries" if effect.tries > 1 else "at the first try"
    if effect.done_at is not None:
        yield Moment(effect.done_at, f"Sent: {name}", (tries,), "good")
    elif effect.failed:
        yield Moment(effect.due_at, f"Given up: {name}", (f"{effect.failed}, {tries}",), "bad")
    else:
        yield Moment(effect.due_at, f"Due: {name}", (f"tries so far: {effect.tries}",), "odd")


def _operation(order: Order, operation: Operation) -> Iterator[Moment]:
    amount = f"{Money(operation.amount, order.amount.currency)} {order.amount.currency}"
    name = (
        words.STOP
        if stops_recurrence(order, operation)
        else f"{words.of(words.OPERATIONS, operation.kind)} of {amount}"
    )
    yield Moment(
        operation.requested_at,
        f"Operation {operation.number} asked for: {name}",
        tuple(filter(None, (f"reason: {operation.reason}" if operation.reason else "",))),
    )
    state = words.of(words.OPERATION_STATES, operation.status)
    answer = ", ".join(filter(None, (operation.label, f"cdr {operation.code}" if operation.code else "")))
    if operation.answered_at is not None:
        tone = "good" if operation.status is OperationStatus.DONE else "bad"
        yield Moment(operation.answered_at, f"Operation {operation.number} {state}", (answer,) if answer else (), tone)
    elif operation.status is OperationStatus.UNKNOWN:
        yield Moment(operation.due_at, f"Operation {operation.number}: {state}", (answer,) if answer else (), "odd")
