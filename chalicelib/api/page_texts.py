"""The words of the API's own pages, French and English. None says that a payment failed while it may go through."""

TEXTS = {
    "fr": {
        "to_bank": "Vers le paiement sécurisé",
        "to_bank_why": "Vous allez saisir votre carte sur la page sécurisée de la banque.",
        "go": "Continuer vers la banque",
        "order": "Commande",
        "amount": "Montant",
        "comma": ",",
        "may_close": "Cette page se met à jour d’elle-même. Vous pouvez aussi la fermer : un courriel vous "
        "confirmera le paiement.",
    },
    "en": {
        "to_bank": "On to secure payment",
        "to_bank_why": "You will enter your card on the bank’s secure page.",
        "go": "Continue to the bank",
        "order": "Order",
        "amount": "Amount",
        "comma": ".",
        "may_close": "This page updates by itself. You may also close it: a mail will confirm the payment.",
    },
}

STATUS = {
    "fr": {
        "pending": ("Confirmation en cours", "La banque n’a pas encore confirmé le paiement."),
        "waiting_partner": ("Confirmation en cours", "Le partenaire de paiement examine votre demande."),
        "refused": (
            "Paiement non confirmé",
            "Rien n’est confirmé pour l’instant. Vous pouvez reprendre depuis la boutique.",
        ),
        "expired": (
            "Page de paiement expirée",
            "Rien n’est confirmé pour l’instant. Vous pouvez reprendre depuis la boutique.",
        ),
        "authorized": ("Merci, votre commande est confirmée", "Votre banque a accepté le paiement."),
        "paid": ("Merci, votre commande est payée", "Un courriel de confirmation vous est envoyé."),
        "partially_refunded": ("Commande remboursée en partie", "Une partie du montant vous a été rendue."),
        "refunded": ("Commande remboursée", "Le montant vous a été rendu par le même moyen de paiement."),
        "cancelled": ("Commande annulée", "Rien n’a été débité."),
    },
    "en": {
        "pending": ("Being confirmed", "The bank has not confirmed the payment yet."),
        "waiting_partner": ("Being confirmed", "The payment partner is looking at your request."),
        "refused": ("Payment not confirmed", "Nothing is confirmed for now. You may start again from the shop."),
        "expired": ("Payment page expired", "Nothing is confirmed for now. You may start again from the shop."),
        "authorized": ("Thank you, your order is confirmed", "Your bank has accepted the payment."),
        "paid": ("Thank you, your order is paid", "A confirmation mail is on its way to you."),
        "partially_refunded": ("Order refunded in part", "A part of the amount was given back to you."),
        "refunded": ("Order refunded", "The amount was given back to you by the same means of payment."),
        "cancelled": ("Order cancelled", "Nothing was debited."),
    },
}
"""By language and status: title and explanation."""

_EXPIRED = {
    "fr": ("Cette page a expiré", "Revenez à la boutique pour reprendre le paiement."),
    "en": ("This page has expired", "Go back to the shop to start the payment again."),
}

ERRORS = {
    "order-paid": {
        "fr": ("Commande déjà payée", "Il n’y a plus rien à payer. Un courriel l’a confirmé."),
        "en": ("Order already paid", "Nothing is left to pay. A mail has confirmed it."),
    },
    "partner-deciding": {
        "fr": (
            "Paiement en cours d’examen",
            "Le partenaire de paiement n’a pas encore répondu. Ne payez pas deux fois.",
        ),
        "en": ("Payment being examined", "The payment partner has not answered yet. Do not pay twice."),
    },
    "token-expired": _EXPIRED,
    "token-missing": _EXPIRED,
    "not-available": {
        "fr": (
            "Un instant",
            "Le service ne répond pas pour l’instant. Rien n’a été débité ici. Réessayez dans une minute.",
        ),
        "en": ("One moment", "The service does not answer right now. Nothing was debited here. Try again in a minute."),
    },
}
"""By problem: what a person who came by a form or a link reads."""

FALLBACK = {
    "fr": (
        "Cette page ne peut pas s’afficher",
        "Revenez à la boutique et recommencez. Rien n’a été débité ici.",
    ),
    "en": ("This page cannot be shown", "Go back to the shop and try again. Nothing was debited here."),
}
