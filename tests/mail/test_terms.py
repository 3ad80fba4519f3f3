from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.vocabulary import InstalmentStatus, Mode
from chalicelib.mail.confirmation import confirmation
from chalicelib.mail.seller import Seller
from tests.mail.samples import LINES, SELLER, WINTER, customer, order, page, said_in_both, said_in_neither, split_order

if TYPE_CHECKING:
    from chalicelib.domain.order import Order

PAID, REFUSED = InstalmentStatus.PAID, InstalmentStatus.REFUSED
RECURRING = order(mode=Mode.RECURRING)


def test_a_split_payment_is_confirmed_with_its_schedule_in_french() -> None:
    mail = confirmation(split_order(), customer(), SELLER)

    assert said_in_both(
        mail,
        "Vous payez votre commande de 200,00\xa0€ en 3 fois. La première échéance, 66,68\xa0€, a été débitée\xa0;",
        "Total de la commande TTC 200,00\xa0€ Votre échéancier",
        "Date Montant 1er novembre 2026 Échéance 1 sur 3 · débitée 66,68\xa0€",
        "1er décembre 2026 Échéance 2 sur 3 · à venir 66,66\xa0€",
        "1er janvier 2027 Échéance 3 sur 3 · à venir 66,66\xa0€",
        "Déjà débité 66,68\xa0€ Reste à payer 133,32\xa0€",
    )
    assert said_in_neither(mail, "Total payé", "paiement de 200,00", "autorisé")


def test_a_split_payment_is_confirmed_with_its_schedule_in_english() -> None:
    mail = confirmation(split_order(), customer("EN"), SELLER)

    assert said_in_both(
        mail,
        "You are paying for your order of €200.00 in 3 instalments. The first one, €66.68, has been debited;",
        "Order total including VAT €200.00 Your payment schedule",
        "Date Amount 1 November 2026 Instalment 1 of 3 · debited €66.68",
        "1 December 2026 Instalment 2 of 3 · to come €66.66",
        "1 January 2027 Instalment 3 of 3 · to come €66.66",
        "Debited so far €66.68 Still to be paid €133.32",
    )
    assert said_in_neither(mail, "Total paid", "payment of €200.00", "authorised")


def test_the_schedule_stands_where_there_are_no_lines() -> None:
    mail = confirmation(split_order(), customer(lines=()), SELLER)

    assert said_in_both(mail, "Total de la commande 200,00\xa0€ Votre échéancier", "Échéance 3 sur 3")


def test_a_late_mail_shows_the_instalments_as_they_stand_and_never_speaks_of_a_refusal() -> None:
    mail = confirmation(split_order(PAID, REFUSED, PAID), customer(), SELLER)

    assert said_in_both(mail, "Échéance 2 sur 3 · à régler 66,66\xa0€", "Échéance 3 sur 3 · débitée 66,66\xa0€")
    assert said_in_both(mail, "Déjà débité 133,34\xa0€ Reste à payer 66,66\xa0€")
    assert said_in_neither(mail, "refus")


def test_the_amounts_of_the_instalments_add_up_to_what_is_left_and_what_is_not() -> None:
    mail = confirmation(split_order(PAID, PAID, PAID), customer(), SELLER)

    assert said_in_both(mail, "Déjà débité 200,00\xa0€ Reste à payer 0,00\xa0€")


def test_a_recurring_payment_says_that_it_is_taken_again_and_how_to_stop_it_in_french() -> None:
    mail = confirmation(RECURRING, customer(), SELLER)

    assert said_in_both(
        mail,
        "La première échéance de 200,00\xa0€ a été débitée. Le même montant sera débité à chaque échéance, "
        "jusqu’à ce qu’il soit mis fin à ces paiements.",
        "Total payé TTC 200,00\xa0€ Mettre fin à ces paiements",
        "Pour mettre fin à ces paiements, écrivez-nous en indiquant votre numéro de commande, CMD4821. "
        "Courriel bonjour@atelier-lumen.example Adresse de livraison",
    )
    assert said_in_neither(mail, "mois", "mensuel", "annuel", "semaine", "échéancier")


def test_a_recurring_payment_says_that_it_is_taken_again_and_how_to_stop_it_in_english() -> None:
    mail = confirmation(RECURRING, customer("EN"), SELLER)

    assert said_in_both(
        mail,
        "The first payment of €200.00 has been debited. The same amount will be debited at every term until these "
        "payments are stopped.",
        "Total paid including VAT €200.00 Stopping these payments",
        "To stop these payments, write to us and give your order number, CMD4821. "
        "E-mail bonjour@atelier-lumen.example Delivery address",
    )
    assert said_in_neither(mail, "month", "year", "week", "schedule")


def test_who_has_no_mail_address_is_written_to_by_post() -> None:
    mail = confirmation(RECURRING, customer(), replace(SELLER, email=""))

    assert said_in_both(mail, "CMD4821. Adresse 12 rue des Lampistes, 35000 Rennes Adresse de livraison")


def test_without_any_address_there_is_no_empty_table() -> None:
    mail = confirmation(RECURRING, customer(), Seller("Atelier Lumen"))

    assert said_in_both(mail, "Pour mettre fin à ces paiements")
    assert len([tag for tag, _ in page(mail.html).elements if tag == "table"]) == 2 + 3  # payment, items, seller


def test_a_recurrence_that_is_stopped_already_is_not_said_to_go_on() -> None:
    mail = confirmation(replace(RECURRING, stopped_at=WINTER), customer(), SELLER)

    assert said_in_both(mail, "Votre paiement de 200,00\xa0€ est accepté.")
    assert said_in_neither(mail, "échéance", "Mettre fin")


@pytest.mark.parametrize("mode", [Mode.IMMEDIATE, Mode.DEFERRED, Mode.PARTIAL])
def test_a_payment_in_one_go_has_neither_schedule_nor_stop(mode: Mode) -> None:
    mail = confirmation(order(mode=mode), customer(lines=LINES), SELLER)

    assert said_in_neither(mail, "chéanc", "Reste à payer", "Mettre fin")


def test_a_refund_that_was_faster_than_the_mail_does_not_make_the_payment_a_later_one() -> None:
    mail = confirmation(replace(order(), refunded=500), customer(), SELLER)

    assert said_in_both(mail, "Votre paiement de 200,00\xa0€ est accepté.", "Total payé TTC 200,00\xa0€")
    assert said_in_neither(mail, "sera débitée")


@pytest.mark.parametrize("bought", [order(), split_order(), RECURRING], ids=["at once", "split", "recurring"])
def test_no_two_lines_of_the_text_part_are_empty_one_after_the_other(bought: Order) -> None:
    assert "\n\n\n" not in confirmation(bought, customer(), SELLER).text
