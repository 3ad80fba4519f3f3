"""What a service says: the words of `lib` (protocol sheet 6.1) and the codes of `cdr` (6.1, 6.3).

Capture and refund count the other way round: a capture is accepted by 1, a refund by 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Lib(StrEnum):
    PAID = "paiement accepte"
    CANCELLED = "commande annulee"
    STOPPED = "recurrence stoppee"
    REFUNDED = "recredit accepte"
    REFUSED = "autorisation refusee"
    NOT_AUTHENTICATED = "commande non authentifiee"
    EXPIRED = "commande expiree"
    BLOCKED = "commande grillee"
    ALREADY_CANCELLED = "la commande est deja annulee"
    ALREADY_PAID = "paiement deja accepte"
    ALREADY_STOPPED = "la recurrence est deja stoppee"
    BAD_SEAL = "signature non valide"
    BAD_FIELDS = "verification echouee"
    IMPOSSIBLE = "la demande ne peut aboutir"
    WRONG_AMOUNT = "montant errone"
    UNKNOWN_MERCHANT = "commercant non identifie"
    WRONG_DATE = "date erronee"
    IN_PROGRESS = "traitement en cours"
    NOT_DECLARED = "adresse IP non autorisee"
    ALREADY_REFUNDED = "commande deja recreditee"
    NEEDS_REMITTANCE = "date de remise et numero d autorisation requis"


class CaptureCode(IntEnum):
    ACCEPTED = 1
    REFUSED = 0
    ERROR = -1


class RefundCode(IntEnum):
    ACCEPTED = 0
    ERROR = -1
    NOT_DECLARED = -30
    ALREADY_REFUNDED = -46
    TOO_MUCH = -48
    NEEDS_REMITTANCE = -51
    INCONSISTENT = -52


@dataclass(frozen=True)
class Reply:
    """`aut` is the authorisation number of what was done, empty when nothing was."""

    cdr: int
    lib: Lib
    aut: str = ""

    def text(self, reference: str) -> str:
        """The lines in the order that clients read them by position (protocol sheet 6.3)."""
        return f"version=1.0\nreference={reference}\ncdr={int(self.cdr)}\nlib={self.lib}\naut={self.aut}\n"


_ACCENTS = {
    "accepte": "accepté",
    "annulee": "annulée",
    "stoppee": "stoppée",
    "refusee": "refusée",
    "authentifiee": "authentifiée",
    "expiree": "expirée",
    "grillee": "grillée",
    "recredit": "recrédit",
    "deja": "déjà",
    "echouee": "échouée",
    "errone": "erroné",
    "identifie": "identifié",
    "autorisee": "autorisée",
    "numero": "numéro",
}


def accented(text: str) -> str:
    """The bank leaves accents out (protocol sheet 6.1); this is what its words would look like with them."""
    for plain, written in _ACCENTS.items():
        text = text.replace(plain, written)
    return text
