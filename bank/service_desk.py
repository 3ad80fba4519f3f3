"""Answers the services: who speaks, about which order, and what the books allow. One call at a time per order."""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bank.captures import CaptureAsked, capture
from bank.refunds import RefundAsked, refund
from bank.refusal import CallRefused
from bank.service_request import Service, amount, check_fields, check_seal, ordered_on, remitted_on
from bank.service_words import CaptureCode, Lib, RefundCode, Reply
from bank.status_document import error_document, status_document
from bank.visits import VisitState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bank.account import Account
    from bank.counter import Counter
    from bank.store import Rows
    from bank.visits import Visit

DECLARED = "declared_addresses"
# The bank looked at the order and says no; every other refusal is an error of the call.
_LOOKED_AT = {Lib.NOT_AUTHENTICATED, Lib.EXPIRED, Lib.BLOCKED, Lib.REFUSED, Lib.IMPOSSIBLE, Lib.WRONG_AMOUNT}


@dataclass(frozen=True)
class Said:
    """`reasons` are for the developer."""

    text: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServiceDesk:
    counter: Counter
    _busy: set[tuple[str, str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def answering(self, service: Service, fields: Mapping[str, str], platform: str, address: str) -> Iterator[Said]:
        """Does what is asked and gives what to say; the order is taken until that has been said."""
        with ExitStack() as taken:
            try:
                check_seal(fields, platform, self.counter.settings)
                check_fields(service, fields, self.counter.hours())
                self._check_address(service, address)
                taken.enter_context(self._alone(service, (platform, fields["TPE"], fields["reference"])))
                said = Said(self._decide(service, fields, platform))
            except CallRefused as refused:
                said = refusal(service, fields, refused)
            yield said

    def _check_address(self, service: Service, address: str) -> None:
        """Refunds alone are taken from declared addresses only (protocol sheet 1)."""
        with self.counter.store.reading() as rows:
            declared = rows.ledger.switch(DECLARED, self.counter.settings.declared)
        if service is Service.REFUND and address not in declared:
            raise CallRefused(Lib.NOT_DECLARED, f"{address} is not declared to this bank")

    @contextmanager
    def _alone(self, service: Service, order: tuple[str, str, str]) -> Iterator[None]:
        """A status only reads, so it neither waits nor makes wait."""
        if service is Service.STATUS:
            yield
            return
        with self._lock:
            if order in self._busy:
                raise CallRefused(Lib.IN_PROGRESS, "another call for this order has not been answered yet")
            self._busy.add(order)
        try:
            yield
        finally:
            with self._lock:
                self._busy.remove(order)

    def _decide(self, service: Service, fields: Mapping[str, str], platform: str) -> str:
        now = self.counter.clock()
        with self.counter.store.writing() as rows:
            visit, account = _order(rows, service, fields, platform)
            if service is Service.STATUS:
                return status_document(visit, account, now)
            if account is None:
                raise CallRefused(*_why_unpaid(visit, visit.state(now)))
            if service is Service.CAPTURE:
                reply, after = capture(account, _capture_asked(fields), now)
            else:
                reply, after = refund(account, _refund_asked(fields), now)
            rows.ledger.put_account(after)
        return reply.text(fields["reference"])


def _order(rows: Rows, service: Service, fields: Mapping[str, str], platform: str) -> tuple[Visit, Account | None]:
    visit = rows.visit_of(platform, fields["TPE"], fields["reference"])
    if visit is None or visit.fields["societe"] != fields["societe"]:
        raise CallRefused(Lib.NOT_AUTHENTICATED, f"reference: never seen on the {platform} platform")
    if ordered_on(service, fields) != visit.fields["date"][:10]:
        raise CallRefused(Lib.NOT_AUTHENTICATED, f"the order's date is {visit.fields['date'][:10]}")
    if service is Service.STATUS and amount(fields, "montant") != amount(visit.fields, "montant"):
        raise CallRefused(Lib.WRONG_AMOUNT, f"montant: the order's is {visit.fields['montant']}")
    return visit, rows.ledger.account(visit.id)


def _why_unpaid(visit: Visit, state: VisitState) -> tuple[Lib, str]:
    if state is VisitState.WAITING:
        return Lib.IN_PROGRESS, "a partner has not decided yet"
    if state is VisitState.BLOCKED:
        return Lib.BLOCKED, "every card was refused"
    if state is VisitState.EXPIRED:
        return Lib.EXPIRED, "nobody paid in time"
    return (Lib.REFUSED, "the last card was refused") if visit.decided else (Lib.IMPOSSIBLE, "nobody has paid yet")


def _capture_asked(fields: Mapping[str, str]) -> CaptureAsked:
    return CaptureAsked(
        total=amount(fields, "montant"),
        now=amount(fields, "montant_a_capturer"),
        before=amount(fields, "montant_deja_capture"),
        remaining=amount(fields, "montant_restant"),
        stop="stoprecurrence" in fields,
    )


def _refund_asked(fields: Mapping[str, str]) -> RefundAsked:
    return RefundAsked(
        total=amount(fields, "montant"),
        now=amount(fields, "montant_recredit"),
        possible=amount(fields, "montant_possible"),
        remitted_on=remitted_on(fields),
        authorisation=fields.get("num_autorisation", ""),
    )


def refusal(service: Service, fields: Mapping[str, str], refused: CallRefused) -> Said:
    reference = fields.get("reference", "")
    match service:
        case Service.STATUS:
            text = error_document(CaptureCode.ERROR, refused.lib)
        case Service.CAPTURE:
            code = CaptureCode.REFUSED if refused.lib in _LOOKED_AT else CaptureCode.ERROR
            text = Reply(code, refused.lib).text(reference)
        case Service.REFUND:
            undeclared = refused.lib is Lib.NOT_DECLARED
            text = Reply(RefundCode.NOT_DECLARED if undeclared else RefundCode.ERROR, refused.lib).text(reference)
    return Said(text, refused.reasons)
