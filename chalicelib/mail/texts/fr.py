"""French. `\\xa0` is the plain no-break space: the fonts of many mail readers lack the narrow one."""

from __future__ import annotations

from .texts import Texts

FRENCH = Texts(
    language="fr",
    locale="fr_FR",
    day="d MMMM y",
    first_day="d'er' MMMM y",
    moment="'à' H'\xa0h\xa0'mm '(heure de Paris,' ZZZZ')'",
    subject="Votre commande {order} chez {seller} est confirmée",
    title="Merci, votre commande est confirmée",
    paid="Votre paiement de {amount} est accepté.",
    authorized="Le paiement de {amount} est autorisé. Votre carte sera débitée plus tard.",
    split=(
        "Vous payez votre commande de {total} en {count} fois. La première échéance, {first}, a été débitée\xa0; "
        "l’échéancier ci-dessous indique la suite."
    ),
    recurring=(
        "La première échéance de {amount} a été débitée. Le même montant sera débité à chaque échéance, "
        "jusqu’à ce qu’il soit mis fin à ces paiements."
    ),
    not_an_invoice="Ce message confirme votre commande\xa0; ce n’est pas une facture.",
    order_heading="Votre commande",
    order_number="Commande",
    date="Date",
    means="Moyen de paiement",
    reference="Référence bancaire",
    items_heading="Vos articles",
    item="Article",
    amount="Montant",
    quantity="Quantité\xa0{quantity}",
    quantity_and_price="{quantity}\xa0×\xa0{price}",
    vat="TVA {rate}\xa0%",
    without_vat="Total HT",
    with_vat="{total} TTC",
    total_paid="Total payé",
    total_authorized="Total autorisé",
    total_of_order="Total de la commande",
    prices_on_request="Le détail des prix vous est envoyé sur simple demande.",
    card="Carte bancaire",
    card_in_three="Carte bancaire en 3 fois",
    card_in_four="Carte bancaire en 4 fois",
    cb="Carte bancaire CB",
    online_payment="Paiement en ligne",
    schedule_heading="Votre échéancier",
    instalment="Échéance {number} sur {count} · {state}",
    instalment_paid="débitée",
    instalment_due="à venir",
    instalment_refused="à régler",
    debited="Déjà débité",
    remaining="Reste à payer",
    stop_heading="Mettre fin à ces paiements",
    stop="Pour mettre fin à ces paiements, écrivez-nous en indiquant votre numéro de commande, {order}.",
    delivery_heading="Adresse de livraison",
    rights_heading="Vos droits",
    withdrawal=(
        "Vous avez quatorze jours après la réception de votre commande pour vous rétracter, "
        "sans avoir à donner de motif."
    ),
    withdrawal_link="Renoncer au contrat ici",
    guarantees=(
        "Vos achats bénéficient de la garantie légale de conformité (articles L217-3 et suivants du Code de "
        "la consommation) et de la garantie légale des vices cachés (articles 1641 et suivants du Code civil)."
    ),
    mediator=(
        "Si un litige avec nous n’a pas pu être résolu, vous pouvez saisir gratuitement le médiateur de la "
        "consommation\xa0: {mediator}"
    ),
    terms_link="Conditions générales de vente",
    contact_heading="Une question\xa0?",
    contact="Donnez-nous votre numéro de commande, {order}, et nous la retrouvons aussitôt.",
    email="Courriel",
    phone="Téléphone",
    website="Site",
    seller_heading="Vendeur",
    name="Nom",
    address="Adresse",
    siren="SIREN",
    rcs="RCS",
    capital="Capital social",
    vat_number="N° de TVA",
)
