"""The words that orders are spoken of in: closed sets, whose values are what the API shows and the store keeps."""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    """The bank's two worlds; an order made on one does not exist on the other."""

    TEST = "test"
    PRODUCTION = "production"


class Mode(StrEnum):
    """When a terminal captures what it authorizes."""

    IMMEDIATE = "immediate"
    DEFERRED = "deferred"
    PARTIAL = "partial"


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
