"""Every sentence of the shopper's pages, in French and in English. The developer's panel has English only."""

from __future__ import annotations

LANGUAGES = ("fr", "en")

TEXTS: dict[str, tuple[str, str]] = {
    "secure": ("Paiement sécurisé", "Secure payment"),
    "skip": ("Aller au contenu", "Skip to content"),
    "language": ("Langue", "Language"),
    "test_banner": (
        "Environnement de test : aucune somme n’est débitée, seules les cartes de test fonctionnent.",
        "Test environment: no money is taken, only test cards work.",
    ),
    "simulated": (
        "Banque simulée pour le développement. Ne saisissez jamais une vraie carte.",
        "A bank simulated for development. Never type a real card.",
    ),
    "step_card": ("Carte", "Card"),
    "step_method": ("Moyen", "Method"),
    "step_partner": ("Partenaire", "Partner"),
    "step_check": ("Authentification", "Authentication"),
    "step_done": ("Confirmation", "Confirmation"),
    "steps": ("Étapes du paiement", "Payment steps"),
    "summary": ("Votre commande", "Your order"),
    "amount": ("Montant à payer", "Amount to pay"),
    "amount_paid": ("Montant payé", "Amount paid"),
    "merchant": ("Commerçant", "Merchant"),
    "reference": ("Référence", "Reference"),
    "order_date": ("Date de commande", "Order date"),
    "card_title": ("Payer par carte", "Pay by card"),
    "card_number": ("Numéro de carte", "Card number"),
    "card_number_hint": ("Les chiffres au recto de votre carte", "The digits on the front of your card"),
    "expiry": ("Date d’expiration", "Expiry date"),
    "expiry_hint": ("Mois et année, par exemple {example}", "Month and year, for instance {example}"),
    "expiry_shape": ("MM/AA", "MM/YY"),
    "cryptogram": ("Cryptogramme", "Security code"),
    "cryptogram_hint": (
        "Les 3 derniers chiffres au dos de la carte, près de la signature",
        "The last 3 digits on the back of the card, by the signature",
    ),
    "card_name": ("Nom de la carte (facultatif)", "Name of the card (optional)"),
    "card_name_hint": (
        "Pour la reconnaître, par exemple « Carte du foyer ».",
        "To recognise it, for instance “Family card”.",
    ),
    "card_stored": (
        "Cette carte sera enregistrée pour vos prochains achats chez {merchant}.",
        "This card will be stored for your next purchases from {merchant}.",
    ),
    "stored_title": ("Votre carte enregistrée", "Your stored card"),
    "stored_until": ("Expire fin {month}", "Expires end of {month}"),
    "other_card": ("Payer avec une autre carte", "Pay with another card"),
    "other_means": ("Autres moyens de paiement", "Other ways to pay"),
    "pay": ("Payer {amount}", "Pay {amount}"),
    "paying": ("Paiement en cours…", "Paying…"),
    "cancel": ("Annuler et retourner chez {merchant}", "Cancel and return to {merchant}"),
    "time_left": ("Temps restant", "Time left"),
    "minutes_left": ("{minutes} min", "{minutes} min"),
    "attempts_left": ("Essais restants", "Attempts left"),
    "privacy": (
        "Votre numéro de carte est lu par la banque seule. Le commerçant ne le reçoit pas.",
        "Your card number is read by the bank only. The merchant does not receive it.",
    ),
    "faults": ("Votre saisie est à corriger", "Please correct what you typed"),
    "fault_number_format": (
        "Saisissez tous les chiffres de la carte, et rien d’autre.",
        "Type all the digits of the card, and nothing else.",
    ),
    "fault_number_wrong": (
        "Ce numéro comporte une erreur de frappe.",
        "This number has a typing error.",
    ),
    "fault_number_real": (
        "Cartes de test seulement : ce numéro n’a été ni transmis, ni conservé.",
        "Test cards only here: this number was neither sent on nor kept.",
    ),
    "fault_expiry": ("Saisissez le mois et l’année, sous la forme MM/AA.", "Type month and year as MM/YY."),
    "fault_expired": ("Cette carte a expiré.", "This card has expired."),
    "fault_card_name": (
        "20 caractères au plus : lettres sans accent, chiffres, espaces, points, tirets.",
        "20 characters at most: plain letters, digits, spaces, full stops, hyphens.",
    ),
    "fault_cryptogram": (
        "Saisissez les 3 chiffres au dos de la carte.",
        "Type the 3 digits on the back of the card.",
    ),
    "refused_title": ("Paiement refusé", "Payment refused"),
    "refused_once": (
        ("Votre paiement n’a pas été accepté et rien n’a été débité. Essayez à nouveau ou utilisez une autre carte."),
        "Your payment was not accepted and nothing was taken. You can try again or use another card.",
    ),
    "refused_partner": (
        "Le partenaire n’a pas accepté votre paiement et rien n’a été débité. Vous pouvez essayer à nouveau.",
        "The partner did not accept your payment and nothing was taken. You can try again.",
    ),
    "refused_final": (
        (
            "Le nombre d’essais autorisé est atteint. Rien n’a été débité. Retournez chez {merchant} pour "
            "recommencer votre paiement."
        ),
        "All attempts are used. Nothing was taken. Go back to {merchant} to start your payment again.",
    ),
    "expired_title": ("Le délai de paiement est dépassé", "The time to pay has run out"),
    "expired_text": (
        (
            "Cette page avait plus de 45 minutes. Rien n’a été débité. Retournez chez {merchant} "
            "pour recommencer votre paiement."
        ),
        ("This page was over 45 minutes old. Nothing was taken. Go back to {merchant} to start your payment again."),
    ),
    "leave_title": ("Annuler le paiement ?", "Cancel the payment?"),
    "leave_text": (
        "Rien n’a été débité. Vous pouvez retourner chez {merchant}, ou reprendre votre paiement.",
        "Nothing was taken. You can go back to {merchant}, or resume your payment.",
    ),
    "resume": ("Reprendre le paiement", "Resume the payment"),
    "back": ("Retourner chez {merchant}", "Go back to {merchant}"),
    "no_way_back": (
        "Vous pouvez fermer cette page et retourner chez {merchant}.",
        "You can close this page and go back to {merchant}.",
    ),
    "waiting_title": (
        "Un instant, nous terminons votre paiement",
        "One moment, we are completing your payment",
    ),
    "waiting_text": (
        "Cette page se met à jour toute seule. Ne la fermez pas.",
        "This page updates itself. Do not close it.",
    ),
    "reload": ("Actualiser maintenant", "Refresh now"),
    "partner_title": ("Payer avec {partner}", "Pay with {partner}"),
    "partner_text": (
        "Cette page tient lieu du site du partenaire. Choisissez la réponse qu’il donne.",
        "This page stands in for the partner’s own site. Choose the answer that it gives.",
    ),
    "partner_accepts": ("Accepter le paiement de {amount}", "Accept the payment of {amount}"),
    "partner_refuses": ("Refuser le paiement", "Refuse the payment"),
    "partner_waits": ("Laisser en attente", "Keep it waiting"),
    "other_means_back": ("Payer autrement", "Pay another way"),
    "pending_title": ("Votre paiement est en attente", "Your payment is pending"),
    "pending_text": (
        "Notre partenaire ({partner}) n’a pas encore répondu. {merchant} vous préviendra dès qu’il l’aura fait.",
        "Our partner ({partner}) has not answered yet. {merchant} will let you know as soon as it has.",
    ),
    "challenge_title": ("Confirmez votre paiement", "Confirm your payment"),
    "challenge_text": (
        "La banque de votre carte demande à vous reconnaître. Saisissez le code reçu par SMS.",
        "Your card’s bank needs to recognise you. Type the code you received by text message.",
    ),
    "challenge_sms": ("SMS simulé", "Simulated text message"),
    "challenge_message": (
        "Votre code pour payer {amount} à {merchant} : {code}. Ne le communiquez à personne.",
        "Your code to pay {amount} to {merchant}: {code}. Do not share it with anyone.",
    ),
    "code": ("Code à 6 chiffres", "6-digit code"),
    "code_wrong": (
        "Ce code n’est pas le bon. Il vous reste {tries} essais.",
        "Wrong code. You have {tries} tries left.",
    ),
    "code_wrong_again": (
        "Ce code n’est pas le bon. C’est votre dernier essai.",
        "Wrong code. This is your last try.",
    ),
    "confirm": ("Confirmer", "Confirm"),
    "no_code": ("Je n’ai pas reçu de code", "I did not receive a code"),
    "card": ("Carte", "Card"),
    "ticket_title": ("Paiement accepté", "Payment accepted"),
    "ticket_text": (
        "{merchant} a bien reçu votre paiement. Conservez ce ticket.",
        "{merchant} has received your payment. Keep this receipt.",
    ),
    "ticket_name": ("Ticket", "Receipt"),
    "ticket_date": ("Date du paiement", "Payment date"),
    "ticket_method": ("Moyen de paiement", "Means of payment"),
    "ticket_statement": ("Sur votre relevé", "On your statement"),
    "ticket_authorisation": ("N° d’autorisation", "Authorisation no."),
    "ticket_terminal": ("Terminal", "Terminal"),
    "automatic": (
        "Retour automatique chez {merchant} dans {seconds} secondes.",
        "You will return to {merchant} in {seconds} seconds.",
    ),
    "stay": ("Rester sur cette page", "Stay on this page"),
    "test_cards": ("Cartes de test", "Test cards"),
    "test_cards_hint": (
        "Choisissez une carte pour remplir le formulaire.",
        "Choose a card to fill in the form.",
    ),
    "more_cards": ("Toutes les autres cartes ({count})", "All other cards ({count})"),
    "error_title": ("Un problème technique est survenu", "A technical problem occurred"),
    "error_text": (
        (
            "Votre demande de paiement ne peut pas être traitée. Rien n’a été débité. Retournez sur le site "
            "du commerçant et recommencez."
        ),
        ("Your payment request cannot be processed. Nothing was taken. Go back to the merchant’s site and try again."),
    ),
    "error_no_data": (
        "Votre demande ne peut pas être traitée : le serveur n’a reçu aucune donnée.",
        "Your request cannot be processed: the server received no data.",
    ),
    "error_over": (
        "Cette commande n’attend plus de paiement ici. Le site du commerçant vous dira où elle en est.",
        "This order no longer awaits a payment here. The merchant’s site will tell you where it stands.",
    ),
    "error_missing_title": ("Page introuvable", "Page not found"),
    "error_missing": ("Cette page de paiement n’existe pas.", "There is no such payment page."),
}


def text(key: str, language: str, **values: object) -> str:
    return TEXTS[key][LANGUAGES.index(language)].format(**values)


def amount(montant: str, language: str) -> str:
    """`1062.7EUR` as `1 062,70 €` or `€1,062.70`."""
    number, currency = montant[:-3], montant[-3:]
    whole, _, cents = number.partition(".")
    grouped = f"{int(whole):,}"
    symbol = {"EUR": "€", "USD": "$", "GBP": "£"}.get(currency, currency)
    if language == "fr":
        return f"{grouped.replace(',', chr(0x202F))},{cents:0<2}\u00a0{symbol}"
    return f"{symbol}{chr(0xA0) if symbol == currency else ''}{grouped}.{cents:0<2}"
