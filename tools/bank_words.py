"""The bank's vocabulary in English (protocol sheet 5.3, 5.5, 5.6), and what staff do about each case."""

from __future__ import annotations

from chalicelib.domain.vocabulary import CaseKind

_REASON, _DETAIL = "`motifrefus`", "`motifrefusautorisation`"

REFUSALS = [
    (_REASON, "`Appel Phonie`", "The issuer wants a telephone call before it decides."),
    (_REASON, "`Refus`", "The authorisation was refused; the detail below may say more."),
    (_REASON, "`Interdit`", "The card may not be used here; also a real card on the test platform."),
    (_REASON, "`filtrage`", "A filter of your contract stopped it."),
    (_REASON, "`scoring`", "The fraud score stopped it."),
    (_REASON, "`3DSecure`", "The shopper was not authenticated."),
    (_DETAIL, "`Refus banque`, `Refus emetteur`", "The bank, or the card's issuer, refused."),
    (_DETAIL, "`Refus critique`", "Definitive: this card will not be accepted."),
    (_DETAIL, "`Refus repli VADS`", "Refused for want of authentication (a soft decline)."),
    (_DETAIL, "`Refus temporaire`", "May succeed later."),
    (_DETAIL, "`Refus technique`, `Refus autres`", "A technical or another reason."),
    (_DETAIL, "`Refus test`", "The test card that is always refused."),
]

FILTERS = [
    (str(number), what)
    for number, what in {
        1: "the IP address",
        2: "the card number",
        3: "the first digits of the card (BIN)",
        4: "the country of the card",
        5: "the country of the IP address",
        6: "the card's country against that of the IP address",
        7: "a disposable mail address",
        8: "the amount by card over a period",
        9: "the number of transactions by card",
        11: "the number of transactions by alias",
        12: "the amount by alias",
        13: "the amount by IP address",
        14: "the number of transactions by IP address",
        15: "card testers",
        16: "the number of aliases by card",
    }.items()
]

AUTHENTICATION = [
    ("`status`", "`authenticated`", "The shopper was authenticated, with a challenge or without."),
    ("`status`", "`authentication_attempted`", "It was tried; the issuer took no part, and there is a proof of that."),
    ("`status`", "`authentication_not_performed`", "It could not be done."),
    ("`status`", "`not_authenticated`, `authentication_rejected`", "The shopper failed it, or the issuer refused."),
    ("`status`", "`not_enrolled`", "The card does not take part in 3-D Secure."),
    ("`status`", "`disabled`", "It was not asked for."),
    ("`liability_shift`", "`Y`", "The issuer bears the risk of a dispute."),
    ("`liability_shift`", "`N`", "You bear it."),
    ("`liability_shift`", "`NA` or empty", "Not known, or not applicable."),
]

CASES: dict[CaseKind, tuple[str, str]] = {
    CaseKind.SECOND_ACCEPTANCE: (
        "A second acceptance on an order that has its money.",
        "The shopper has probably paid twice: refund one of the two in the bank's portal (_recrédit_).",
    ),
    CaseKind.ACCEPTED_AFTER_EXPIRY: (
        "Accepted after the order had expired; the order is paid.",
        "For information: stock that you had released may be needed again.",
    ),
    CaseKind.WRONG_AMOUNT: ("The bank's amount is not the order's.", "Compare with the portal; deliver or refund."),
    CaseKind.WRONG_CURRENCY: ("The bank's currency is not the order's.", "Compare with the portal; refund."),
    CaseKind.WRONG_PLATFORM: (
        "A test result for a production order, or the reverse.",
        "Deliver nothing. If real money came in for a test order, refund it in the portal.",
    ),
    CaseKind.WRONG_TERMINAL: (
        "Another terminal (_TPE_) than the one the attempt was started on.",
        "Compare with the portal; check the terminals in the secret.",
    ),
    CaseKind.UNKNOWN_RESULT: (
        "A result code that nobody here knows.",
        "See in the portal what happened; the code is in the order's entries.",
    ),
    CaseKind.UNKNOWN_ATTEMPT: (
        "The order exists, the attempt that the reference names does not.",
        "Compare with the portal: somebody else may use the same references on this terminal.",
    ),
    CaseKind.UNKNOWN_ORDER: (
        "A right seal, and no such order here.",
        "Another shop system may share the terminal; or the order was made on another deployment.",
    ),
    CaseKind.REPLAY_NOT_UTF8: (
        "A replay from the bank's failure mail holds text that is not UTF-8, so that its seal cannot be checked.",
        "Compare that day's orders with the portal.",
    ),
    CaseKind.ACCEPTED_AFTER_CANCELLATION: (
        "The bank accepted a payment of an order that was cancelled.",
        "Look at the portal; cancel or refund it there.",
    ),
    CaseKind.AUTHORIZATION_ENDING: (
        "An authorization ends within two working days and is not captured in full.",
        "Capture (recouvrement) or cancel (annulation) what is left.",
    ),
    CaseKind.BANK_DISAGREES: (
        "The bank's books and the order's record do not agree. What the books hold beyond the record is in it now.",
        "Compare with the portal before anything else is asked for.",
    ),
    CaseKind.INSTALMENT_REFUSED: (
        "An instalment (_échéance_) of a split payment was refused, or the books did not hold it three days later.",
        "Ask the customer to pay that part otherwise. The bank may still accept it: then it counts by itself.",
    ),
    CaseKind.RENEWAL_REFUSED: (
        "A renewal (_renouvellement_) of a recurring payment was refused.",
        "Write to the customer; stop the recurrence (`ops cancel`) if you deliver no longer.",
    ),
    CaseKind.RENEWED_AFTER_STOP: (
        "The bank renewed a recurrence that had been stopped; the money counts as captured.",
        "Refund it (`ops refund`), and see in the portal whether the recurrence is stopped there.",
    ),
    CaseKind.MAIL_BOUNCED: (
        "A mail to the customer did not arrive, or the mail service would not send it.",
        "Ask the customer for another address: French law wants the confirmation on a durable medium (L221-13).",
    ),
    CaseKind.MAIL_COMPLAINED: (
        "The customer's mail provider tells that a mail was called unwanted.",
        "Write to this customer by other means; the mail service sends this address nothing more.",
    ),
    CaseKind.MAIL_FAILED: (
        "The mail service will never take the confirmation.",
        "Write to the customer yourself: French law wants the confirmation on a durable medium (L221-13).",
    ),
}
