"""The bank's counter: takes a form, takes cards and partners' answers, decides, and notifies.

What it decides is stored, with the message that reports it, before anything leaves. Notifying is a separate
step, so that a scenario can hold, lose or repeat it.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bank.behaviours import ABANDONED_CHALLENGE, BEHAVIOURS, Behaviour
from bank.cards import CardFacts
from bank.notification import authorisation_number, report, sealed_body
from bank.opening import open_account
from bank.paris import PARIS
from bank.partners import takes
from bank.refusal import FormRefused, VisitClosed
from bank.request_form import check_form
from bank.transport import NotDelivered, Send, target
from bank.visits import Attempt, AttemptState, Delivery, Message, Visit, VisitState
from bank.wire import decode

if TYPE_CHECKING:
    from datetime import datetime

    from bank.clock import Clock
    from bank.partners import Means
    from bank.settings import Settings, Terminal
    from bank.store import Rows, Store

CODE_TRIES = 3

NOTIFYING = "notifications"

Alteration = Callable[[dict[str, str]], dict[str, str]]


@dataclass(frozen=True)
class Counter:
    settings: Settings
    store: Store
    clock: Clock
    send: Send
    callers_clock: Clock | None = None  # what shops go by, where the bank's own clock can be moved

    def hours(self) -> tuple[datetime, datetime]:
        """The bank's time and its callers': a date may be right by either."""
        now = self.clock()
        return now, self.callers_clock() if self.callers_clock else now

    def receive(self, fields: Mapping[str, str], platform: str, *, even_paid: bool = False) -> Visit:
        """The visit of that form, new or resumed. FormRefused also means a reference that is over."""
        now, shops_now = self.hours()
        check_form(fields, platform, self.settings, now, shops_now)
        with self.store.writing() as rows:
            known = rows.visit_of(platform, fields["TPE"], fields["reference"])
            visit = known or Visit(secrets.token_urlsafe(16), platform, dict(fields), now, ())
            if known is None:
                rows.add_visit(visit)
        state = visit.state(now)
        if state not in (VisitState.OPEN, VisitState.WAITING) and not (even_paid and state is VisitState.PAID):
            raise FormRefused(f"reference: {visit.reference} is {state} at the bank", status=409)
        _check_same_order(visit, fields)
        return visit

    def present(self, visit_id: str, means: Means, shopper_ip: str, alter: Alteration | None = None) -> Attempt:
        """Decides at once, or leaves the attempt `challenged` or `waiting`. Raises VisitClosed."""
        behaviour = BEHAVIOURS[means.behaviour]
        with self.store.writing() as rows:
            visit = self._open_visit(rows, visit_id)
            if not takes(means, self.terminal_of(visit), visit.fields):
                raise VisitClosed("this page does not offer that means of payment")
            attempt = Attempt(secrets.token_hex(16), visit.id, AttemptState.CHALLENGED, means, 0, None)
            rows.put_attempt(attempt)
            if behaviour.challenged:
                return attempt
            return self._decide(rows, visit, attempt, behaviour, shopper_ip=shopper_ip, alter=alter)

    def answer_challenge(self, attempt_id: str, code: str, shopper_ip: str) -> Attempt:
        """The right code decides as the card behaves, the third wrong one fails. Raises VisitClosed."""
        with self.store.writing() as rows:
            attempt = rows.attempt(attempt_id)
            if attempt is None or attempt.state is not AttemptState.CHALLENGED:
                raise VisitClosed("no challenge is awaiting a code here")
            visit = self._open_visit(rows, attempt.visit_id)
            if code.strip() == challenge_code(attempt.id):
                return self._decide(rows, visit, attempt, BEHAVIOURS[attempt.means.behaviour], shopper_ip=shopper_ip)
            attempt = replace(attempt, wrong_codes=attempt.wrong_codes + 1)
            if code.strip() and attempt.wrong_codes < CODE_TRIES:
                rows.put_attempt(attempt)
                return attempt
            return self._decide(rows, visit, attempt, ABANDONED_CHALLENGE, shopper_ip=shopper_ip)

    def end_wait(self, visit_id: str, *, accepted: bool) -> Attempt:
        """A partner's final word. Raises VisitClosed where none is waited for."""
        behaviour = BEHAVIOURS["partner-accepts" if accepted else "partner-refuses"]
        with self.store.writing() as rows:
            visit = rows.visit(visit_id)
            attempt = visit.waiting if visit else None
            if visit is None or attempt is None:
                raise VisitClosed("no partner is waited for here")
            attempt = replace(attempt, means=replace(attempt.means, behaviour=behaviour.name))
            return self._decide(rows, visit, attempt, behaviour, shopper_ip=reported_ip(rows, attempt))

    def stored_card(self, visit: Visit) -> CardFacts | None:
        """The one under the form's alias, unless the form wants a card typed or this one has expired."""
        if visit.fields.get("forcesaisiecb") == "1":
            return None
        with self.store.reading() as rows:
            card = rows.vault.card_of(visit)
        return card if card and not card.expired(self.clock().astimezone(PARIS).date()) else None

    def notify(self, attempt: Attempt) -> Delivery | None:
        """Sends the latest report of an attempt and waits for the acknowledgement."""
        return self.deliver(self.message_of(attempt))

    def message_of(self, attempt: Attempt) -> Message:
        with self.store.reading() as rows:
            message = rows.message_of(attempt.id)
        if message is None:
            raise LookupError(f"attempt {attempt.id} has nothing to report")
        return message

    def forge(self, visit_id: str, card: CardFacts, shopper_ip: str, key: bytes) -> Message:
        """An acceptance that the bank never gave, under someone else's key; the visit stays as it is."""
        behaviour = BEHAVIOURS[card.behaviour]
        attempt = Attempt(secrets.token_hex(16), visit_id, AttemptState.ACCEPTED, card, 0, None)
        with self.store.writing() as rows:
            visit = self._open_visit(rows, visit_id)
            at = visit.next_decision(self.clock())
            body = sealed_body(self._report(visit, attempt, behaviour, at, shopper_ip), key)
            message = Message(secrets.token_hex(16), visit.id, None, "forged", body, at, ())
            rows.add_message(message)
        return message

    def deliver(self, message: Message, method: str = "POST") -> Delivery | None:
        """The stored body, byte for byte, in the POST or in the query of a GET; None while nothing is to leave."""
        with self.store.writing() as rows:
            if not rows.ledger.switch(NOTIFYING, True):
                return None
            visit = rows.visit(message.visit_id)
            if visit is None:
                raise LookupError(f"message {message.id} has no visit")
            url = target(self.terminal_of(visit).notification_url, message.body, method)
            delivery_id = rows.begin_delivery(message.id, method, url, self.clock())
        started = time.monotonic()
        answer, error = None, None
        try:
            answer = self.send(method, url, message.body)
        except NotDelivered as fault:
            error = str(fault)
        seconds = round(time.monotonic() - started, 3)
        with self.store.writing() as rows:
            return rows.end_delivery(delivery_id, seconds, answer, error)

    def visit(self, visit_id: str) -> Visit | None:
        """None also for a stored visit whose terminal the settings no longer have."""
        with self.store.reading() as rows:
            visit = rows.visit(visit_id)
        return visit if visit and self._terminal(visit) else None

    def terminal_of(self, visit: Visit) -> Terminal:
        terminal = self._terminal(visit)
        if terminal is None:
            raise LookupError(f"terminal {visit.fields['TPE']} is no longer in the settings")
        return terminal

    def _terminal(self, visit: Visit) -> Terminal | None:
        return self.settings.terminal(visit.platform, visit.fields["TPE"], visit.fields["societe"])

    def _open_visit(self, rows: Rows, visit_id: str) -> Visit:
        visit = rows.visit(visit_id)
        if visit is None or visit.state(self.clock()) is not VisitState.OPEN:
            raise VisitClosed("this visit takes no more cards")
        return visit

    def _decide(
        self,
        rows: Rows,
        visit: Visit,
        attempt: Attempt,
        behaviour: Behaviour,
        *,
        shopper_ip: str,
        alter: Alteration | None = None,
    ) -> Attempt:
        at = visit.next_decision(self.clock())
        if behaviour.waits:
            attempt = replace(attempt, state=AttemptState.WAITING, waiting_since=at)
        else:
            state = AttemptState.ACCEPTED if behaviour.accepted else AttemptState.REFUSED
            attempt = replace(attempt, state=state, decided_at=at)
        fields = self._report(visit, attempt, behaviour, at, shopper_ip)
        body = sealed_body(alter(fields) if alter else fields, self.terminal_of(visit).key)
        rows.put_attempt(attempt)
        rows.add_message(Message(secrets.token_hex(16), visit.id, attempt.id, attempt.state, body, at, ()))
        if attempt.state is AttemptState.ACCEPTED:
            number = authorisation_number(visit.platform, attempt.id)
            mode, days = self.terminal_of(visit).mode, self.settings.authorization_days
            rows.ledger.put_account(open_account(visit, mode, number, at, days))
            if isinstance(attempt.means, CardFacts):
                rows.vault.keep(visit, attempt.means)
        return attempt

    def _report(
        self, visit: Visit, attempt: Attempt, behaviour: Behaviour, at: datetime, shopper_ip: str
    ) -> dict[str, str]:
        return report(
            visit.fields,
            attempt.means,
            behaviour,
            platform=visit.platform,
            attempt_id=attempt.id,
            at=at,
            shopper_ip=shopper_ip,
        )


def reported_ip(rows: Rows, attempt: Attempt) -> str:
    """The shopper's address, as the attempt's message has it."""
    message = rows.message_of(attempt.id)
    return decode(message.body.encode())["ipclient"] if message else "127.0.0.1"


def challenge_code(attempt_id: str) -> str:
    """The six digits that the issuer would text; derived, so that nothing more has to be kept."""
    return f"{int.from_bytes(hashlib.sha256(attempt_id.encode()).digest()[:8]) % 1_000_000:06d}"


def _check_same_order(visit: Visit, fields: Mapping[str, str]) -> None:
    changed = sorted(
        name for name in {*visit.fields, *fields} if visit.fields.get(name) != fields.get(name) and name != "MAC"
    )
    if changed:
        raise FormRefused(f"reference: {visit.reference} already came with another {', '.join(changed)}", status=409)
