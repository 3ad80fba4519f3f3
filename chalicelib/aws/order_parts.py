"""What an order's item is made of, read back from plain documents. Fields that are empty were left out."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ..domain.money import Money
from ..domain.record import Attempt, Authentication, Capture, Case, Effect, Entry, Instalment, Operation
from ..domain.vocabulary import (
    CaseKind,
    EffectKind,
    InstalmentStatus,
    OperationKind,
    OperationStatus,
    Outcome,
    Platform,
    Result,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def entry_of(document: Mapping[str, Any]) -> Entry:
    """The notification in its document."""
    amount, verdict, platform, fault, part = (
        document.get(name) for name in ("amount", "authentication", "platform", "fault", "instalment_amount")
    )
    texts = ("key", "authorization", "brand", "method", "refusal_reason", "refusal_detail", "masked_number",
             "bank_time", "amount_text")  # fmt: skip
    return Entry(
        identity=document["identity"],
        reference=document["reference"],
        terminal=document["terminal"],
        platform=Platform(platform) if platform else None,
        result=Result(document["result"]),
        code=document["code"],
        amount=_money(amount),
        received_at=moment(document["received_at"]),
        authentication=Authentication(**{"status": "", **verdict}) if verdict else None,
        extra=document.get("extra", {}),
        instalment=int(document.get("instalment", 0)),
        instalment_amount=_money(part),
        source=Source(document["source"]),
        fault=CaseKind(fault) if fault else None,
        **{name: document.get(name, "") for name in texts},
    )


def attempt_of(document: Mapping[str, Any]) -> Attempt:
    """The attempt in its document."""
    return Attempt(
        number=int(document["number"]),
        reference=document["reference"],
        terminal=document["terminal"],
        platform=Platform(document["platform"]),
        started_at=moment(document["started_at"]),
        closes_at=moment(document["closes_at"]),
        outcome=Outcome(document["outcome"]),
        heard_at=document.get("heard_at", ""),
        ask_at=moment_or_none(document.get("ask_at")),
        asks=int(document.get("asks", 0)),
    )


def instalment_of(document: Mapping[str, Any]) -> Instalment:
    """The instalment in its document."""
    return Instalment(
        number=int(document["number"]),
        due_on=date.fromisoformat(document["due_on"]),
        amount=int(document["amount"]),
        status=InstalmentStatus(document["status"]),
    )


def capture_of(document: Mapping[str, Any]) -> Capture:
    """The capture in its document."""
    return Capture(
        number=int(document["number"]),
        amount=int(document["amount"]),
        captured_on=date.fromisoformat(document["captured_on"]),
        authorization=document.get("authorization", ""),
        refunded=int(document.get("refunded", 0)),
        unheard=bool(document.get("unheard", False)),
    )


def _money(document: Mapping[str, Any] | None) -> Money | None:
    return Money(int(document.get("minor", 0)), document["currency"]) if document else None


def case_of(document: Mapping[str, Any]) -> Case:
    """The case in its document."""
    return Case(
        id=document["id"],
        kind=CaseKind(document["kind"]),
        reference=document["reference"],
        opened_at=moment(document["opened_at"]),
        entry=document.get("entry", ""),
        resolved_at=moment_or_none(document.get("resolved_at")),
        note=document.get("note", ""),
    )


def operation_of(document: Mapping[str, Any], number: int) -> Operation:
    """The operation in its document, which stands at this place of the list."""
    texts = ("owner", "code", "label", "authorization", "reason")
    return Operation(
        number=number,
        kind=OperationKind(document["kind"]),
        amount=int(document.get("amount", 0)),
        key=document["key"],
        request=document["request"],
        requested_at=moment(document["requested_at"]),
        due_at=moment(document["due_at"]),
        status=OperationStatus(document["status"]),
        answered_at=moment_or_none(document.get("answered_at")),
        capture=int(document.get("capture", 0)),
        **{name: document.get(name, "") for name in texts},
    )


def effect_of(document: Mapping[str, Any]) -> Effect:
    """The effect in its document."""
    return Effect(
        id=document["id"],
        kind=EffectKind(document["kind"]),
        due_at=moment(document["due_at"]),
        tries=int(document.get("tries", 0)),
        owner=document.get("owner", ""),
        done_at=moment_or_none(document.get("done_at")),
        failed=document.get("failed", ""),
    )


def moment(text: str) -> datetime:
    """An instant as it is stored."""
    return datetime.fromisoformat(text)


def moment_or_none(text: str | None) -> datetime | None:
    """An instant as it is stored, None where there is none."""
    return datetime.fromisoformat(text) if text else None
