"""What the bank's and our own codes mean to staff, in English with the French term of the bank's portal beside.

What to do about a case is in docs/bank-codes.md; here it is one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.domain.vocabulary import (
    CaseKind,
    EffectKind,
    InstalmentStatus,
    Mode,
    Need,
    OperationKind,
    OperationStatus,
    Outcome,
    Result,
    Source,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES = {
    Status.PENDING: "pending (en attente)",
    Status.WAITING_PARTNER: "waiting for a partner (attente partenaire)",
    Status.AUTHORIZED: "authorized (autorisée)",
    Status.PAID: "paid (payée)",
    Status.EXPIRED: "expired (expirée)",
    Status.REFUSED: "refused (refusée)",
    Status.PARTIALLY_REFUNDED: "partially refunded (recréditée en partie)",
    Status.REFUNDED: "refunded (recréditée)",
    Status.CANCELLED: "cancelled (annulée)",
}
MODES = {
    Mode.IMMEDIATE: "immediate (paiement immédiat)",
    Mode.DEFERRED: "deferred (paiement différé)",
    Mode.PARTIAL: "partial (paiement partiel)",
    Mode.SPLIT: "split (paiement fractionné)",
    Mode.RECURRING: "recurring (paiement récurrent)",
}

RESULTS = {
    Result.ACCEPTED: "accepted (paiement accepté)",
    Result.REFUSED: "refused (paiement refusé)",
    Result.WAITING: "a partner is deciding (attente partenaire)",
    Result.UNKNOWN: "a result that nobody here knows",
}

SOURCES = {
    Source.NOTIFICATION: "The bank says",
    Source.STATUS: "The bank’s books (état du paiement) say",
}
"""How a sentence begins that tells what is known from there."""

INSTALMENTS = {
    InstalmentStatus.DUE: "due (à venir)",
    InstalmentStatus.PAID: "paid (payée)",
    InstalmentStatus.REFUSED: "refused (refusée)",
}

OUTCOMES = {
    Outcome.OPEN: "open",
    Outcome.WAITING: "a partner is deciding",
    Outcome.REFUSED: "refused",
    Outcome.LAPSED: "closed undecided",
    Outcome.ACCEPTED: "accepted",
}

OPERATIONS = {
    OperationKind.CAPTURE: "capture (recouvrement)",
    OperationKind.REFUND: "refund (recrédit)",
    OperationKind.CANCELLATION: "cancellation (annulation)",
}

STOP = "stop of the recurrence (arrêt de la récurrence)"
"""What a cancellation of a recurring order is."""

OPERATION_STATES = {
    OperationStatus.REQUESTED: "asked for, not yet sent to the bank",
    OperationStatus.UNKNOWN: "sent, and the bank's answer is not known: its status will settle it",
    OperationStatus.DONE: "done",
    OperationStatus.REFUSED: "refused by the bank",
}

EFFECTS = {EffectKind.CONFIRMATION_MAIL: "confirmation mail (courriel de confirmation)"}

CASES = {
    CaseKind.SECOND_ACCEPTANCE: "paid a second time: refund one of the two (recrédit)",
    CaseKind.ACCEPTED_AFTER_EXPIRY: "accepted after it had expired; for information",
    CaseKind.WRONG_AMOUNT: "the bank's amount is not the order's",
    CaseKind.WRONG_CURRENCY: "the bank's currency is not the order's",
    CaseKind.WRONG_PLATFORM: "a result of the other platform (test, production): deliver nothing",
    CaseKind.WRONG_TERMINAL: "another terminal (TPE) than the attempt was started on",
    CaseKind.UNKNOWN_RESULT: "a result code that nobody here knows: look in the portal",
    CaseKind.UNKNOWN_ATTEMPT: "an attempt that was never started here: look in the portal",
    CaseKind.UNKNOWN_ORDER: "a right seal, and no such order here",
    CaseKind.REPLAY_NOT_UTF8: "a replay whose text is not UTF-8: compare that day with the portal",
    CaseKind.MAIL_FAILED: "the mail service will not take the confirmation: write to the customer",
    CaseKind.ACCEPTED_AFTER_CANCELLATION: "accepted after it had been cancelled: refund it (recrédit)",
    CaseKind.AUTHORIZATION_ENDING: "the authorization is about to end: capture (recouvrement) or cancel",
    CaseKind.BANK_DISAGREES: "the bank's books differ from ours: look in the portal",
    CaseKind.INSTALMENT_REFUSED: "an instalment was refused (échéance refusée): ask the customer to pay it otherwise",
    CaseKind.RENEWAL_REFUSED: "a renewal was refused (renouvellement refusé): write to the customer, or stop it",
    CaseKind.RENEWED_AFTER_STOP: "renewed although it had been stopped: refund it (recrédit)",
    CaseKind.MAIL_BOUNCED: "a mail did not arrive (courriel non remis): write to the customer otherwise",
    CaseKind.MAIL_COMPLAINED: "the customer calls a mail of ours unwanted (plainte): send this address no more",
}

NEEDS = {
    Need.PAGE: "the shopper may be paying, or the bank is still to be asked (page ouverte)",
    Need.PARTNER: "a partner is deciding (attente partenaire)",
    Need.EFFECT: "a mail or webhook is owed (courriel à envoyer)",
    Need.OPERATION: "an operation waits for the bank (opération en cours)",
    Need.CAPTURE: "money is authorized and not captured (à recouvrer)",
    Need.INSTALMENT: "instalments are to come (échéances à venir)",
    Need.RECURRENCE: "the payment is renewed (paiement récurrent)",
}

REFUSALS = {
    "Appel Phonie": "the issuer wants a telephone call",
    "Refus": "the authorisation was refused",
    "Interdit": "the card may not be used here; also a real card on the test platform",
    "filtrage": "a filter of the contract stopped it",
    "scoring": "the fraud score stopped it",
    "3DSecure": "the shopper was not authenticated",
    "Refus banque": "the bank refused",
    "Refus emetteur": "the card's issuer refused",
    "Refus critique": "definitive, this card will not be accepted",
    "Refus repli VADS": "for want of authentication",
    "Refus temporaire": "may succeed later",
    "Refus technique": "a technical reason",
    "Refus autres": "another reason",
    "Refus test": "the test card that is always refused",
}
"""`motifrefus` and `motifrefusautorisation` (protocol sheet 5.3)."""


def of(words: Mapping[Any, str], code: str) -> str:
    """The words for a code, or the code itself: the bank and later versions add codes without notice."""
    return words.get(code, code)
