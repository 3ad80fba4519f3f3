"""The words that orders are spoken of in: closed sets, whose values are what the API shows and the store keeps."""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    """The bank's two worlds; an order made on one does not exist on the other."""

    TEST = "test"
    PRODUCTION = "production"


class Mode(StrEnum):
    """When a terminal captures what it authorizes: at once, on request, in instalments, or again at every term."""

    IMMEDIATE = "immediate"
    DEFERRED = "deferred"
    PARTIAL = "partial"
    SPLIT = "split"
    RECURRING = "recurring"


class Status(StrEnum):
    """Where an order stands, in the product's words."""

    PENDING = "pending"
    WAITING_PARTNER = "waiting_partner"
    AUTHORIZED = "authorized"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"


class Result(StrEnum):
    """What one notification says about its attempt."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WAITING = "waiting_partner"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """Where one attempt stands."""

    OPEN = "open"
    WAITING = "waiting_partner"
    REFUSED = "refused"
    LAPSED = "lapsed"
    ACCEPTED = "accepted"


class InstalmentStatus(StrEnum):
    """Where one instalment of a split payment stands."""

    DUE = "due"
    PAID = "paid"
    REFUSED = "refused"


class Source(StrEnum):
    """Where an entry of the record comes from: a sealed message, or the bank's books when they were asked."""

    NOTIFICATION = "notification"
    STATUS = "status"


class BookState(StrEnum):
    """What the bank's books call a payment."""

    PAID = "paid"
    AUTHORIZED = "authorized"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    PENDING = "pending"
    UNSEEN = "unseen"


class CaseKind(StrEnum):
    """Why a person should look."""

    SECOND_ACCEPTANCE = "second-acceptance"
    ACCEPTED_AFTER_EXPIRY = "accepted-after-expiry"
    WRONG_AMOUNT = "wrong-amount"
    WRONG_CURRENCY = "wrong-currency"
    WRONG_PLATFORM = "wrong-platform"
    WRONG_TERMINAL = "wrong-terminal"
    UNKNOWN_RESULT = "unknown-result"
    UNKNOWN_ATTEMPT = "unknown-attempt"
    UNKNOWN_ORDER = "unknown-order"
    REPLAY_NOT_UTF8 = "replay-not-utf8"
    ACCEPTED_AFTER_CANCELLATION = "accepted-after-cancellation"
    MAIL_FAILED = "mail-failed"
    AUTHORIZATION_ENDING = "authorization-ending"
    BANK_DISAGREES = "bank-disagrees"
    INSTALMENT_REFUSED = "instalment-refused"
    RENEWAL_REFUSED = "renewal-refused"
    RENEWED_AFTER_STOP = "renewed-after-stop"
    MAIL_BOUNCED = "mail-bounced"
    MAIL_COMPLAINED = "mail-complained"


class EffectKind(StrEnum):
    """What can be owed after a change."""

    CONFIRMATION_MAIL = "confirmation-mail"


class OperationKind(StrEnum):
    """What can be asked of the bank about a payment."""

    CAPTURE = "capture"
    REFUND = "refund"
    CANCELLATION = "cancellation"


class OperationStatus(StrEnum):
    """Where an operation stands. From before the bank is called until its answer is stored, it is unknown."""

    REQUESTED = "requested"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"


class Left(StrEnum):
    """What is left of an order's money for operations to take, by the name of its sum."""

    CAPTURABLE = "capturable"
    REFUNDABLE = "refundable"


class Need(StrEnum):
    """What still needs the customer's data of an order."""

    PAGE = "page-open"
    PARTNER = "partner-deciding"
    EFFECT = "effect-owed"
    OPERATION = "operation-pending"
    CAPTURE = "money-to-capture"
    INSTALMENT = "instalment-to-come"
    RECURRENCE = "recurrence"
