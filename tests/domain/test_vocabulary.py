"""The words are in every stored order and in what shops have programmed against: a word, once said, stays."""

from __future__ import annotations

from enum import StrEnum

import pytest

from chalicelib.domain.options import Challenge, Display, PartnerMethod
from chalicelib.domain.vocabulary import (
    BookState,
    CaseKind,
    EffectKind,
    InstalmentStatus,
    Left,
    Mode,
    Need,
    OperationKind,
    OperationStatus,
    Outcome,
    Platform,
    Result,
    Source,
    Status,
)

WORDS: dict[type[StrEnum], str] = {
    Platform: "test production",
    Mode: "immediate deferred partial split recurring",
    Status: "pending waiting_partner authorized paid partially_refunded refunded cancelled expired refused",
    Result: "accepted refused waiting_partner unknown",
    Outcome: "open waiting_partner refused lapsed accepted",
    InstalmentStatus: "due paid refused",
    Source: "notification status",
    BookState: "paid authorized cancelled refused blocked expired pending unseen",
    CaseKind: "second-acceptance accepted-after-expiry wrong-amount wrong-currency wrong-platform wrong-terminal "
    "unknown-result unknown-attempt unknown-order replay-not-utf8 accepted-after-cancellation mail-failed "
    "authorization-ending bank-disagrees instalment-refused renewal-refused renewed-after-stop mail-bounced "
    "mail-complained",
    EffectKind: "confirmation-mail",
    OperationKind: "capture refund cancellation",
    OperationStatus: "requested unknown done refused",
    Left: "capturable refundable",
    Need: "page-open partner-deciding effect-owed operation-pending money-to-capture instalment-to-come recurrence",
    Challenge: "no_preference challenge_preferred challenge_mandated no_challenge_requested "
    "no_challenge_requested_strong_authentication no_challenge_requested_trusted_third_party "
    "no_challenge_requested_risk_analysis",
    PartnerMethod: "1euro 3xcb 4xcb paypal lyfpay sofort giropay fivory",
    Display: "page iframe",
}


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_each_closed_set_has_these_words(words: type[StrEnum]) -> None:
    assert [str(word) for word in words] == WORDS[words].split()
