"""What can be reported to an order, small values, each a fact that has happened; and what is decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from .record import Entry
from .vocabulary import BookState, CaseKind

if TYPE_CHECKING:
    from .order import Order
    from .retention import Retention


@dataclass(frozen=True, slots=True)
class BankNotified:
    """The bank said, under its seal, what `entry` holds."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class TimePassed:
    """It is `now`: a page that has closed undecided lapses."""

    now: datetime


@dataclass(frozen=True, slots=True)
class EffectClaimed:
    """A worker takes an owed effect until `now + lease`."""

    effect: str
    owner: str
    now: datetime
    lease: timedelta


@dataclass(frozen=True, slots=True)
class EffectDone:
    """The effect has happened."""

    effect: str
    now: datetime


@dataclass(frozen=True, slots=True)
class EffectFailed:
    """The effect did not happen for `owner`, now or (`final`) ever; `reason` is for staff."""

    effect: str
    owner: str
    now: datetime
    reason: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class OperationAsked:
    """A worker is about to ask the bank for an operation; it will have given up by `now + lease`."""

    operation: int
    owner: str
    now: datetime
    lease: timedelta


@dataclass(frozen=True, slots=True)
class OperationNotAsked:
    """The worker that had marked an operation was late and did not call: nothing was asked."""

    operation: int
    owner: str
    now: datetime


@dataclass(frozen=True, slots=True)
class OperationAnswered:
    """The bank did it, refused it, or (`done` None) gave no answer that could be understood.

    Then its status is asked from `settle_at`. `code`, `label` and `authorization` are the bank's own.
    """

    operation: int
    done: bool | None
    now: datetime
    settle_at: datetime
    code: str = ""
    label: str = ""
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class BookedCapture:
    """One remittance as the bank lists it; amounts in minor units, `captured_on` in the hour of Paris."""

    amount: int
    captured_on: date | None
    authorization: str
    refunded: int


@dataclass(frozen=True, slots=True)
class Books:
    """What the bank says about one payment when asked; minor units, None where it does not say."""

    state: BookState
    code: str
    captured: int | None
    refunded: int | None
    authorization: str = ""
    captures: tuple[BookedCapture, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the bank has accepted the payment at some time."""
        return self.state in (BookState.PAID, BookState.AUTHORIZED) or bool(self.captured)

    @property
    def closed(self) -> bool:
        """Whether nothing more can be captured: what is paid in part and then closed is called paid, too."""
        ended = (BookState.CANCELLED, BookState.EXPIRED, BookState.BLOCKED)
        return self.state in ended or (self.state is BookState.PAID and bool(self.captured))


@dataclass(frozen=True, slots=True)
class OperationSettled:
    """The bank's books about the whole payment, asked because an answer was lost.

    `again_at` is when to ask anew where they fit nothing.
    """

    operation: int
    books: Books
    now: datetime
    again_at: datetime


@dataclass(frozen=True, slots=True)
class BooksRead:
    """What the bank's books say about an attempt, asked when the order had this `version`."""

    attempt: int
    version: int
    books: Books
    now: datetime


@dataclass(frozen=True, slots=True)
class BooksUnread:
    """The bank gave no books about an attempt, or none that are clear; `again_at` is when to ask anew."""

    attempt: int
    now: datetime
    again_at: datetime


@dataclass(frozen=True, slots=True)
class BrowserReturned:
    """The shopper's browser is back from the bank's page; it proves nothing, but the bank can be asked."""

    now: datetime


@dataclass(frozen=True, slots=True)
class CaseResolved:
    """A person has dealt with a case."""

    case: str
    note: str
    now: datetime


@dataclass(frozen=True, slots=True)
class MailReturned:
    """The mail service tells that a mail of the order bounced or was complained of, `at` its own time."""

    kind: CaseKind
    at: datetime


@dataclass(frozen=True, slots=True)
class RetentionReviewed:
    """It is `now`: what has been kept long enough goes."""

    retention: Retention
    now: datetime


@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """Somebody wants the customer's data gone; `forced` where something still needs it."""

    now: datetime
    forced: bool = False


EffectReport = EffectClaimed | EffectDone | EffectFailed
OperationReport = OperationAsked | OperationNotAsked | OperationAnswered | OperationSettled
BookReport = BooksRead | BooksUnread | BrowserReturned
RetentionReport = RetentionReviewed | ErasureAsked
OrderReport = TimePassed | EffectReport | OperationReport | BookReport | CaseResolved | MailReturned | RetentionReport
"""What is only ever reported about an order that is known."""
Report = BankNotified | OrderReport


@dataclass(frozen=True, slots=True)
class Aside:
    """What has no place in an order's record and is stored as a case of its own."""

    kind: CaseKind
    entry: Entry


@dataclass(frozen=True, slots=True)
class Decision:
    """What to store. `order` is the very object that was given where nothing about it changes.

    `beside` is an entry that the order's record has no room for: where it is stored already, nothing is to be done.
    """

    order: Order | None
    aside: Aside | None = None
    beside: Entry | None = None
