"""What the shop tells the shopper about each status of an order.

No sentence calls a payment failed while the bank may still accept it, and none gives the bank's reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    WAIT = "wait"
    GOOD = "good"
    AGAIN = "again"
    CALM = "calm"


@dataclass(frozen=True)
class Standing:
    """`watched`: it may still change by itself soon. `payable`: the shopper may go to the bank (again)."""

    tone: Tone
    title: str
    text: str
    watched: bool = False
    payable: bool = False

    @property
    def settled(self) -> bool:
        """The bank has had its say, and the cart has become this order."""
        return self.tone in {Tone.GOOD, Tone.CALM}


PENDING = Standing(
    Tone.WAIT,
    "Votre paiement est en cours de confirmation par la banque",
    "Cela prend le plus souvent quelques secondes. Si vous avez validé votre paiement, inutile de payer une"
    " seconde fois : vous pouvez attendre ici ou fermer cette page, un courriel vous confirmera la commande.",
    watched=True,
    payable=True,
)
UNREADABLE = Standing(
    Tone.WAIT,
    "Nous ne pouvons pas afficher votre commande pour l’instant",
    "Le service de paiement ne répond pas en ce moment. Votre commande est bien notée et rien n’est perdu :"
    " si la banque accepte votre paiement, il sera enregistré et vous recevrez un courriel. Ne payez pas une"
    " seconde fois.",
    watched=True,
)
STANDINGS = {
    "pending": PENDING,
    "waiting_partner": Standing(
        Tone.WAIT,
        "Votre demande est à l’étude chez notre partenaire de paiement",
        "Sa réponse peut demander un peu de temps. Il n’y a rien à faire de votre côté : nous vous écrirons"
        " dès qu’elle nous parvient.",
        watched=True,
    ),
    "authorized": Standing(
        Tone.GOOD,
        "Merci, votre commande est confirmée",
        "La banque a autorisé votre paiement. Votre carte sera débitée au moment de l’expédition.",
    ),
    "paid": Standing(
        Tone.GOOD,
        "Merci, votre commande est payée",
        "La banque a confirmé votre paiement. Nous préparons votre colis à l’atelier.",
    ),
    "partially_refunded": Standing(
        Tone.CALM,
        "Votre commande a été remboursée en partie",
        "La somme revient sur la carte qui a servi à payer, en général sous quelques jours ouvrés.",
    ),
    "refunded": Standing(
        Tone.CALM,
        "Votre commande a été remboursée",
        "La somme revient sur la carte qui a servi à payer, en général sous quelques jours ouvrés.",
    ),
    "cancelled": Standing(
        Tone.CALM,
        "Votre commande est annulée",
        "Elle ne sera ni expédiée ni débitée. Une question ? Écrivez-nous, nous vous répondrons.",
    ),
    "expired": Standing(
        Tone.AGAIN,
        "Le temps prévu pour payer est écoulé",
        "La page de paiement reste ouverte 45 minutes et nous n’avons pas reçu de confirmation. Si vous"
        " venez de valider votre paiement, attendez ici un instant ; sinon, vous pouvez recommencer.",
        watched=True,
        payable=True,
    ),
    "refused": Standing(
        Tone.AGAIN,
        "Votre paiement n’est pas confirmé pour l’instant",
        "Si vous venez de le valider sur la page de la banque, attendez ici un instant. Sinon, votre commande"
        " vous attend : vous pouvez essayer de nouveau ou utiliser une autre carte.",
        watched=True,
        payable=True,
    ),
}


def standing(status: str) -> Standing:
    """A status that this shop does not know yet is shown as being confirmed, which is never a lie."""
    return STANDINGS.get(status, PENDING)
