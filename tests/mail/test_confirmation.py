from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from chalicelib.domain.customer import Line
from chalicelib.domain.money import Money
from chalicelib.domain.vocabulary import CaseKind, Mode, Result, Source
from chalicelib.mail.confirmation import confirmation
from chalicelib.mail.seller import Seller
from tests.mail.samples import LINES, SELLER, customer, entry, order, page, said_in_both, said_in_neither

BARE = Seller("Atelier Lumen")


def test_the_mail_goes_to_the_customer_and_names_its_order_and_effect() -> None:
    paid = order()

    mail = confirmation(paid, customer(), SELLER)

    assert (mail.to, mail.order, mail.language) == ("camille@example.com", "CMD4821", "fr")
    assert mail.subject == "Votre commande CMD4821 chez Atelier Lumen est confirmée"
    assert [mail.effect] == list(paid.effects)


def test_a_french_mail_says_everything() -> None:
    mail = confirmation(order(), customer(), SELLER)

    assert said_in_both(
        mail,
        "Merci, votre commande est confirmée",
        "Votre paiement de 200,00\xa0€ est accepté.",
        "Commande CMD4821",
        "Date 23 novembre 2026 à 18\xa0h\xa005 (heure de Paris, UTC+01:00)",
        "Moyen de paiement Carte bancaire CB",
        "Référence bancaire CMD482102",
        "Lampe Aube 2\xa0×\xa089,00\xa0€ · TVA 20\xa0% 178,00\xa0€",
        "Un livre d’atelier 1\xa0×\xa022,00\xa0€ · TVA 5,5\xa0% 22,00\xa0€",
        "Total HT 169,18\xa0€",
        "TVA 20\xa0% 29,67\xa0€",
        "TVA 5,5\xa0% 1,15\xa0€",
        "Total payé TTC 200,00\xa0€",
        "Camille Moreau 8 rue du Four Bâtiment B 35000 Rennes France",
        "garantie légale de conformité",
        "garantie légale des vices cachés",
        "Donnez-nous votre numéro de commande, CMD4821,",
        "ce n’est pas une facture",
    )
    assert "62,73\xa0€" in confirmation(order(Money(6273, "EUR")), customer(), SELLER).text


def test_an_english_mail_says_everything() -> None:
    mail = confirmation(order(), customer("EN"), SELLER)

    assert mail.subject == "Your order CMD4821 from Atelier Lumen is confirmed"
    assert said_in_both(
        mail,
        "Thank you, your order is confirmed",
        "Your payment of €200.00 has been accepted.",
        "Date 23 November 2026 at 18:05 (Paris time, GMT+01:00)",
        "Means of payment CB bank card",
        "Bank reference CMD482102",
        "Lampe Aube 2\xa0×\xa0€89.00 · VAT 20% €178.00",
        "Total excluding VAT €169.18",
        "VAT 5.5% €1.15",
        "Total paid including VAT €200.00",
        "legal guarantee of conformity",
        "it is not an invoice",
    )


@pytest.mark.parametrize("language", ["DE", "ES", "IT", "JA", "NL", "PT", "SV"])
def test_other_languages_get_the_english_mail_for_now(language: str) -> None:
    mail = confirmation(order(), customer(language), SELLER)

    assert mail == confirmation(order(), customer("EN"), SELLER)
    assert mail.language == page(mail.html).all("html")[0]["lang"] == "en"


@pytest.mark.parametrize("mode", [Mode.DEFERRED, Mode.PARTIAL])
def test_an_authorized_order_is_confirmed_without_saying_that_it_is_paid(mode: Mode) -> None:
    french = confirmation(order(mode=mode), customer(), SELLER)
    english = confirmation(order(mode=mode), customer("EN"), SELLER)

    assert said_in_both(french, "est autorisé. Votre carte sera débitée plus tard.", "Total autorisé TTC 200,00\xa0€")
    assert said_in_neither(french, "payé", "accepté")
    assert said_in_both(english, "is authorised. Your card will be debited later.", "Total authorised including VAT")
    assert said_in_neither(english, "paid", "accepted")


def test_the_hour_is_the_one_of_the_payment() -> None:
    summer = order(paid_at=datetime(2026, 7, 14, 22, 30, tzinfo=UTC))

    assert said_in_both(confirmation(summer, customer(), SELLER), "15 juillet 2026 à 0\xa0h\xa030 (heure de Paris")


def test_without_lines_the_total_stands_alone() -> None:
    mail = confirmation(order(), customer(lines=()), SELLER)

    assert said_in_both(mail, "Total payé 200,00\xa0€")
    assert said_in_neither(mail, "Vos articles", "TVA 20", "Total HT", "TTC", "détail des prix")


def test_lines_that_do_not_come_to_the_amount_are_shown_without_any_price() -> None:
    mail = confirmation(order(Money(19_000, "EUR")), customer(), SELLER)

    assert said_in_both(
        mail, "Lampe Aube Quantité\xa02 Un livre d’atelier Quantité\xa01 Total payé 190,00\xa0€", "détail des prix"
    )
    assert said_in_neither(mail, "178,00", "89,00", "22,00", "200,00", "TVA 20", "Total HT", "TTC")


def test_without_a_rate_on_every_line_there_are_prices_but_no_vat_totals() -> None:
    lines = (LINES[0], replace(LINES[1], vat_rate=""))

    mail = confirmation(order(), customer(lines=lines), SELLER)

    assert said_in_both(mail, "TVA 20\xa0% 178,00\xa0€", "Un livre d’atelier 1\xa0×\xa022,00\xa0€ 22,00\xa0€")
    assert said_in_both(mail, "Total payé 200,00\xa0€")
    assert said_in_neither(mail, "Total HT", "TTC", "29,67")


def test_everything_that_the_seller_gives_is_printed_in_both_parts() -> None:
    mail = confirmation(order(), customer(), SELLER)

    for field in fields(Seller):
        value = getattr(SELLER, field.name)
        assert value in mail.text, field.name
        assert value in mail.html, field.name


def test_what_the_seller_does_not_give_is_left_out() -> None:
    mail = confirmation(order(), customer(), BARE)

    assert said_in_both(mail, "Nom Atelier Lumen", "garantie légale de conformité")
    assert said_in_neither(mail, "rétract", "Renoncer", "médiateur", "Conditions", "Une question", "SIREN", "RCS")
    assert page(mail.html).all("a") == []


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("withdrawal_url", "Renoncer au contrat ici"),
        ("mediator", "médiateur"),
        ("terms_url", "Conditions générales de vente"),
    ],
)
def test_each_right_depends_on_its_own_setting(setting: str, words: str) -> None:
    assert said_in_both(confirmation(order(), customer(), replace(BARE, **{setting: "https://x.example/"})), words)
    assert said_in_neither(confirmation(order(), customer(), replace(SELLER, **{setting: ""})), words)


@pytest.mark.parametrize("shipping", [{}, {"shipIndicator": "digital_goods"}])
def test_an_order_that_is_delivered_nowhere_has_no_delivery_address(shipping: dict[str, str]) -> None:
    mail = confirmation(order(), customer(shipping=shipping), SELLER)

    assert said_in_neither(mail, "Adresse de livraison", "digital_goods")


def test_a_parcel_may_be_for_a_name_that_is_not_split() -> None:
    shipping = {"name": "Café du Port", "addressLine1": "1 quai", "postalCode": "1000", "city": "Gand", "country": "BE"}

    mail = confirmation(order(), customer(shipping=shipping), SELLER)

    assert said_in_both(mail, "Café du Port 1 quai 1000 Gand Belgique")


@pytest.mark.parametrize("website", ["atelier-lumen.example", "javascript:alert(1)"])
def test_a_website_that_is_not_an_address_is_printed_and_not_linked(website: str) -> None:
    mail = confirmation(order(), customer(), replace(BARE, website=website))

    assert said_in_both(mail, f"Site {website}")
    assert page(mail.html).all("a") == []


def test_markup_in_labels_names_and_addresses_is_text() -> None:
    hostile = '<b>Lampe</b> & "Cie"'
    buyer = customer(
        lines=(Line(hostile, 1, Money(20_000, "EUR")),),
        shipping={"addressLine1": "<i>8</i> rue", "city": "Rennes", "country": "<u>"},
    )

    mail = confirmation(order(), buyer, replace(SELLER, name="<script>Lumen</script>", address="<s>12</s> rue"))

    assert "&lt;b&gt;Lampe&lt;/b&gt; &amp; &#34;Cie&#34;" in mail.html
    assert "<b>Lampe</b>" not in mail.html
    assert "&lt;script&gt;Lumen&lt;/script&gt;" in mail.html
    assert page(mail.html).all("b", "i", "u", "s", "script") == []
    assert said_in_both(mail, hostile, "<i>8</i> rue", "<s>12</s> rue", "<script>Lumen</script>")


def test_braces_in_a_name_are_not_filled_in() -> None:
    mail = confirmation(order(), customer(), replace(SELLER, name="{order.number}", mediator="{x}"))

    assert mail.subject == "Votre commande CMD4821 chez {order.number} est confirmée"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00"])
def test_a_line_break_never_leaves_its_line(line_break: str) -> None:
    trick = f"{line_break}Bcc: voleur@example.com{line_break}"
    lines = (Line(f"Lampe{trick}", 1, Money(20_000, "EUR")),)
    seller = Seller(**{field.name: f"Lumen{trick}" for field in fields(Seller)})

    mail = confirmation(order(), customer(lines=lines), seller)

    assert mail.subject == "Votre commande CMD4821 chez Lumen Bcc: voleur@example.com est confirmée"
    assert "Lampe Bcc: voleur@example.com" in mail.text.splitlines()
    assert not any(line.lstrip().startswith("Bcc:") for line in (mail.text + mail.html).splitlines())


def test_no_card_number_and_no_refusal_reason_is_ever_in_a_mail() -> None:
    secrets = {
        "masked_number": "497010******55",
        "refusal_reason": "Interdit",
        "refusal_detail": "Refus critique",
        "authorization": "A1B2C3",
        "code": "paiement-secret",
    }
    entries = (entry("CMD482101", Result.REFUSED, **secrets), entry("CMD482102", **secrets))

    mail = confirmation(order(entries=entries), customer(), SELLER)

    assert said_in_neither(mail, *secrets.values(), "497010", "CMD482101")


def test_a_second_acceptance_does_not_change_what_is_confirmed() -> None:
    first = entry("CMD482102", brand="VI")
    faulty = entry("CMD482101", brand="MC", fault=CaseKind.SECOND_ACCEPTANCE)

    mail = confirmation(order(entries=(faulty, first)), customer(), SELLER)

    assert said_in_both(mail, "Moyen de paiement Visa", "Référence bancaire CMD482102")
    assert said_in_neither(mail, "Mastercard", "CMD482101")


@pytest.mark.parametrize("books_first", [True, False])
def test_a_notification_says_more_of_a_payment_than_the_banks_books(books_first: bool) -> None:
    books = entry(identity="status-CMD482102", brand="", method="", source=Source.STATUS)
    told = entry(brand="MC")
    entries = (books, told) if books_first else (told, books)

    mail = confirmation(order(entries=entries), customer(), SELLER)

    assert said_in_both(mail, "Moyen de paiement Mastercard", "Référence bancaire CMD482102")


def test_a_payment_that_only_the_banks_books_tell_of_is_confirmed_without_naming_a_card() -> None:
    books = entry(brand="", method="", source=Source.STATUS)

    mail = confirmation(order(entries=(books,)), customer(), SELLER)

    assert said_in_both(mail, "Votre paiement de 200,00\xa0€ est accepté.", "Moyen de paiement Paiement en ligne")
    assert said_in_neither(mail, "Carte")


def test_the_notification_of_another_payment_does_not_lend_its_means() -> None:
    books = entry("CMD482101", brand="", method="", source=Source.STATUS)
    other = entry("CMD482102", brand="MC")

    mail = confirmation(order(entries=(books, other)), customer(), SELLER)

    assert said_in_both(mail, "Moyen de paiement Paiement en ligne", "Référence bancaire CMD482101")
    assert said_in_neither(mail, "Mastercard")


@pytest.mark.parametrize(
    "unpaid",
    [
        replace(order(), paid_at=None),
        order(entries=(entry("CMD482101", Result.REFUSED),)),
        order(entries=(entry(fault=CaseKind.WRONG_AMOUNT),)),
    ],
    ids=["no moment", "refused", "faulty"],
)
def test_an_order_without_its_money_cannot_be_confirmed(unpaid) -> None:
    with pytest.raises(ValueError, match="CMD4821 has no acceptance"):
        confirmation(unpaid, customer(), SELLER)
