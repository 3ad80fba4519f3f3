"""What the API answers as JSON, as models: the contract of `GET /openapi.json`, against which tests hold every answer.

The views build the answers themselves; these are loaded for the contract only, never on a payment's way.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel

from ..domain.vocabulary import (
    CaseKind,
    EffectKind,
    InstalmentStatus,
    Mode,
    OperationKind,
    OperationStatus,
    Outcome,
    Platform,
    Result,
    Source,
    Status,
)

Amount = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,2})?$", examples=["62.73"], description="decimal text")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]


class Document(BaseModel):
    """A JSON object with these members and no others."""

    model_config = ConfigDict(extra="forbid")


class PaymentForm(Document):
    """The form that takes the shopper's browser to the bank's page, to be sent as it is."""

    action: str
    method: str = Field(pattern="^(POST|GET)$")
    fields: dict[str, str]


class Payment(Document):
    """Where an order stands, as a shopper's browser may know it."""

    order: str
    reference: str
    status: Status
    amount: Amount
    currency: Currency
    expires_at: datetime
    paid_at: datetime | None = None


class StartedPayment(Payment):
    """A payment that was started or resumed, with the form to send and the token to ask with later."""

    form: PaymentForm
    view_token: str


class ListedPayment(Payment):
    """One order in the list."""

    mode: Mode
    created_at: datetime
    authorized: Amount
    captured: Amount
    refunded: Amount
    open_cases: int


class PaymentPage(Document):
    """Orders, newest first. With a `cursor` there may be more, also where the list is empty."""

    payments: list[ListedPayment]
    cursor: str | None = None


class Attempt(Document):
    """One visit to the bank's page. The bank is asked about it at `ask_at`."""

    number: int
    reference: str
    terminal: str
    platform: Platform
    started_at: datetime
    closes_at: datetime
    outcome: Outcome
    heard_at: str
    ask_at: datetime | None
    asks: int


class Instalment(Document):
    """One part of a split payment."""

    number: int
    due_on: date
    amount: Amount
    status: InstalmentStatus


class Capture(Document):
    """Money that the bank took in one remittance."""

    number: int
    amount: Amount
    captured_on: date
    authorization: str
    refunded: Amount
    unheard: bool


class Authentication(Document):
    """The 3-D Secure verdict, in the bank's words."""

    status: str
    version: str
    liability_shift: str


class Entry(Document):
    """One notification, or what the bank's books told. The reason of a refusal is for staff only."""

    identity: str
    reference: str
    terminal: str
    platform: Platform | None
    result: Result
    code: str
    amount: Amount | None
    currency: Currency | None
    amount_text: str
    bank_time: str
    received_at: datetime
    key: str
    authorization: str
    brand: str
    method: str
    refusal_reason: str
    refusal_detail: str
    authentication: Authentication | None
    masked_number: str
    extra: dict[str, str]
    instalment: int
    instalment_amount: Amount | None
    source: Source
    fault: CaseKind | None


class BankAnswer(Document):
    """What the bank answered to an operation."""

    code: str
    label: str
    authorization: str


class Operation(Document):
    """A capture, refund or cancellation; `answer` is there once the bank has given one."""

    id: str
    order: str
    kind: OperationKind
    amount: Amount
    currency: Currency
    status: OperationStatus
    reason: str
    requested_at: datetime
    answered_at: datetime | None = None
    answer: BankAnswer | None = None


class Effect(Document):
    """A mail that is owed, sent or given up."""

    id: str
    kind: EffectKind
    due_at: datetime
    tries: int
    owner: str
    done_at: datetime | None
    failed: str


class Case(Document):
    """Something that needs a person."""

    id: str
    kind: CaseKind
    reference: str
    opened_at: datetime
    entry: str
    resolved_at: datetime | None
    note: str
    state: str = Field(pattern="^(open|resolved)$")


class ListedCase(Case):
    """A case with the order that it is about, empty where there is none."""

    order: str


class CasePage(Document):
    """Cases, open first, newest first."""

    cases: list[ListedCase]
    cursor: str | None = None


class WholePayment(Payment):
    """The whole record of an order, for staff."""

    mode: Mode
    created_at: datetime
    authorized: Amount
    captured: Amount
    refunded: Amount
    instalments: list[Instalment]
    captures: list[Capture]
    stopped_at: datetime | None
    erased_at: datetime | None
    attempts: list[Attempt]
    entries: list[Entry]
    further_messages: int
    operations: list[Operation]
    effects: list[Effect]
    cases: list[Case]


class ReadPayment(RootModel[WholePayment | Payment]):
    """The whole record for a service token with `payments:read`, else what a browser may know."""
