"""What the issuer or a partner answers, by name: each test card and each scenario points at one of these.

Values of `motifrefus` and `motifrefusautorisation` are those of the protocol sheet, section 5.3.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """A 3-D Secure result; `status` empty means that nothing was asked (protocol sheet 5.6)."""

    status: str
    version: str = "2.2.0"
    ares: str = ""
    cres: str = ""
    liability_shift: str = ""


@dataclass(frozen=True)
class Behaviour:
    """An empty `refusal` is an acceptance, unless the partner `waits` with its answer."""

    name: str
    verdict: Verdict
    refusal: str = ""
    authorisation_refusal: str = "-"
    filter_cause: str = ""
    filter_value: str = ""
    challenged: bool = False
    waits: bool = False

    @property
    def accepted(self) -> bool:
        return not self.refusal and not self.waits


NOT_ENROLLED = Verdict("not_enrolled", version="1.0.2")
FRICTIONLESS = Verdict("authenticated", ares="Y", liability_shift="Y")
CHALLENGED = Verdict("authenticated", ares="C", cres="Y", liability_shift="Y")
CHALLENGE_FAILED = Verdict("not_authenticated", ares="C", cres="N", liability_shift="N")
REJECTED = Verdict("authentication_rejected", ares="R", liability_shift="N")
NOTHING_ASKED = Verdict("")

_OF_CARDS = (
    Behaviour("accepted", NOT_ENROLLED),
    Behaviour("accepted-once", NOT_ENROLLED),
    Behaviour("frictionless", FRICTIONLESS),
    Behaviour("challenge", CHALLENGED, challenged=True),
    Behaviour("challenge-failed", CHALLENGE_FAILED, refusal="3DSecure", challenged=True),
    Behaviour("authentication-rejected", REJECTED, refusal="3DSecure"),
    Behaviour("refused", NOT_ENROLLED, "Refus", "Refus test"),
    Behaviour("refused-bank", FRICTIONLESS, "Refus", "Refus banque"),
    Behaviour("refused-issuer", FRICTIONLESS, "Refus", "Refus emetteur"),
    Behaviour("refused-critical", FRICTIONLESS, "Refus", "Refus critique"),
    Behaviour("refused-soft-decline", NOT_ENROLLED, "Refus", "Refus repli VADS"),
    Behaviour("refused-for-now", FRICTIONLESS, "Refus", "Refus temporaire"),
    Behaviour("refused-technical", FRICTIONLESS, "Refus", "Refus technique"),
    Behaviour("refused-other", FRICTIONLESS, "Refus", "Refus autres"),
    Behaviour("call-the-issuer", NOT_ENROLLED, "Appel Phonie"),
    Behaviour("forbidden", NOT_ENROLLED, "Interdit"),
    Behaviour("filtered", NOTHING_ASKED, "filtrage", filter_cause="4-", filter_value="FRA-"),
    Behaviour("scored", NOTHING_ASKED, "scoring"),
)
_OF_PARTNERS = (
    Behaviour("partner-accepts", NOTHING_ASKED),
    Behaviour("partner-refuses", NOTHING_ASKED, "Refus"),
    Behaviour("partner-waits", NOTHING_ASKED, waits=True),
)
CARD_BEHAVIOURS = {behaviour.name: behaviour for behaviour in _OF_CARDS}
BEHAVIOURS = {**CARD_BEHAVIOURS, **{behaviour.name: behaviour for behaviour in _OF_PARTNERS}}
# Its later instalments and renewals are refused.
ACCEPTED_ONCE = BEHAVIOURS["accepted-once"]
# What becomes of a challenge that the shopper gives up or fails.
ABANDONED_CHALLENGE = BEHAVIOURS["challenge-failed"]
