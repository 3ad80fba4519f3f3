"""What is measured: each task with the events of every contestant, all of them for fresh orders and the same bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3

from app import app
from chalicelib.events.operations import operations
from chalicelib.events.outbox import outbox
from chalicelib.events.sweep import sweep
from local import environment
from local.lambda_event import scheduled_event

from . import traffic
from .measuring import Contestant
from .rivals import chalice_floor, floor, powertools, tutorial
from .rivals.message import NOT_TAKEN, TAKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .stand import Stand
    from .traffic import Event

OURS = "Guichet"
RIVALS: dict[str, Callable[[Event, Any], Any]] = {
    "(a) tutorial": tutorial.handler,
    "(b) idempotency": powertools.handler,
    "(c) floor": floor.handler,
    "(c) in Chalice": chalice_floor.app,
}
FLOOR = "(c) floor"


@dataclass(frozen=True)
class Task:
    """One kind of call; the contestants take turns at it."""

    name: str
    contestants: tuple[Contestant, ...]


@dataclass(frozen=True)
class Preparation:
    """Makes orders in every state by calling what is measured, so that the stored items are the real ones."""

    stand: Stand
    context: object
    calls: int

    def tasks(self) -> Iterator[Task]:
        """Each is to be measured before the next is made: later ones are about what earlier ones left."""
        yield from self._notifications()
        yield from self._our_own()

    def _notifications(self) -> Iterator[Task]:
        names = (OURS, *RIVALS)
        forms = {name: [self.started() for _ in range(self.calls)] for name in names}
        paid = {name: [self._sent(traffic.accepted(form)) for form in of] for name, of in forms.items()}
        yield _task("notification", paid, TAKEN)
        yield _task("duplicate", paid, TAKEN)
        forms = {name: [self.started() for _ in range(self.calls)] for name in names}
        yield _task("refusal", {n: [self._sent(traffic.refused(f)) for f in of] for n, of in forms.items()}, TAKEN)
        late = {name: [self._sent(traffic.accepted(form)) for form in of] for name, of in forms.items()}
        yield _task("acceptance after a refusal", late, TAKEN)
        bad = {name: [traffic.notification(traffic.accepted(f), b"another") for f in of] for name, of in forms.items()}
        yield _task("message without a right seal", bad, NOT_TAKEN)

    def _our_own(self) -> Iterator[Task]:
        new = [f"S{number}" for number in range(self.calls)]
        yield _ours("start", app, [traffic.start(self.stand.secrets, number) for number in new], 201)
        numbers = [self.paid() for _ in range(self.calls)]
        token = traffic.token(self.stand.secrets, sub="staff", scope="payments:read payments:refund")
        headers = {"Authorization": f"Bearer {token}"}
        read = [traffic.gateway_event("GET", "/payments/{number}", headers=headers, number=n) for n in numbers]
        yield _ours("read", app, read, 200)
        yield _ours("confirmation from the stream", outbox, [self.streamed(n) for n in numbers], None)
        yield _ours("stream record with nothing to do", outbox, [self.streamed(n) for n in numbers], None)
        yield Task(
            "sweep with nothing due", (Contestant(OURS, sweep, [_SCHEDULED] * self.calls, lambda got: not got["due"]),)
        )
        wishes = [
            traffic.gateway_event(
                "POST", "/payments/{number}/refunds", '{"amount": "10.00"}',
                {**headers, "Idempotency-Key": number, "Content-Type": "application/json"}, number=number,
            )
            for number in numbers
        ]  # fmt: skip
        yield _ours("wish for a refund", app, wishes, 202)
        yield _ours("refund asked of the bank", operations, [self.streamed(n) for n in numbers], None)

    def started(self) -> dict[str, str]:
        """The form of a fresh order, which the rivals know too."""
        answer = app(traffic.start(self.stand.secrets, f"B{next(_numbers)}"), self.context)
        form: dict[str, str] = json.loads(answer["body"])["form"]["fields"]
        tutorial.start(tutorial.table(), form["reference"], form["montant"], traffic.EMAIL)
        return form

    def paid(self, *others: Callable[[Event, Any], Any]) -> str:
        """The number of a fresh order that is paid, at ours with its mail owed, and at the others' too."""
        form = self.started()
        for handler in (app, *others):
            handler(self._sent(traffic.accepted(form)), self.context)
        return form["reference"][:-2]

    def streamed(self, number: str) -> Event:
        """What the table's stream tells of the order as it is stored now."""
        key: Any = {"pk": {"S": f"order#{number}"}}
        image = boto3.client("dynamodb").get_item(TableName=environment.TABLE, Key=key)["Item"]
        record = {"SequenceNumber": "1", "Keys": key, "NewImage": image, "StreamViewType": "NEW_IMAGE"}
        return {"Records": [{"eventName": "MODIFY", "eventSource": "aws:dynamodb", "dynamodb": record}]}

    def _sent(self, fields: Mapping[str, str]) -> Event:
        return traffic.notification(dict(fields), self.stand.bank_key)


_numbers = count()
_SCHEDULED = scheduled_event(datetime.now(UTC))


def _task(name: str, events: Mapping[str, list[Event]], expected: str) -> Task:
    handlers = {OURS: app, **RIVALS}
    return Task(
        name,
        tuple(Contestant(who, handlers[who], of, lambda got: got["body"] == expected) for who, of in events.items()),
    )


def _ours(name: str, handler: Callable[[Event, Any], Any], events: list[Event], status: int | None) -> Task:
    """A status where the API answers, none where the stream is told that no record failed."""

    def expect(answer: dict[str, Any]) -> bool:
        return answer == {"batchItemFailures": []} if status is None else answer["statusCode"] == status

    return Task(name, (Contestant(OURS, handler, events, expect),))
