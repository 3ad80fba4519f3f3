from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from tests.bank.services import Caller, order

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.bank.stage import Clock


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own bank's


def state(caller: Caller) -> str | None:
    return parsed(caller.status()).findtext("etat")


def test_a_paid_order_tells_its_captures_and_what_each_gave_back(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "partial").paid()
    first = caller.capture("20EUR", "0EUR", "42.73EUR")
    caller.refund("5EUR", "20EUR")
    second = caller.capture("42.73EUR", "20EUR", "0EUR")

    text = caller.status()

    assert text.split("<recouvrements>", maxsplit=1)[0].split() == [
        *("<?xml", 'version="1.0"', 'encoding="UTF-8"?>', "<etatpaiement>", "<etat>PA</etat>"),
        *("<numauto>000000</numauto>", "<montantrecouvre>62.73EUR</montantrecouvre>"),
    ]
    root = parsed(text)
    assert root.tag == "etatpaiement"
    assert root.findtext("recredits/total") == "5.00EUR"
    taken = [{part.tag: part.text for part in entry if not len(part)} for entry in root.iter("recouvrement")]
    assert [{**entry, "recredits": None} for entry in taken] == [
        {
            "resultat": "OK",
            "montant": amount,
            "date_remise": "2026-03-10",
            "numero_autorisation": answer["aut"],
            "recredits": None,
        }
        for amount, answer in (("20.00EUR", first), ("42.73EUR", second))
    ]
    (refund,) = root.iter("recredit")
    assert {part.tag: part.text for part in refund} == {
        "date_GMT": "2026-03-10",
        "heure_GMT": "11:00:02",
        "montant_recredite": "5.00EUR",
        "methode": "IP",
    }


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("immediate", "PA"), ("split", "PA"), ("recurring", "PA"), ("deferred", "EN"), ("partial", "EN")],
)
def test_a_payment_accepted_is_paid_or_waits_for_its_capture(mode: str, expected: str, every_mode: FlaskClient) -> None:
    assert state(Caller(every_mode, mode).paid()) == expected


def test_a_part_captured_is_told_until_nothing_more_can_be(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "partial").paid()
    caller.capture("20EUR", "0EUR", "42.73EUR")

    part = state(caller)
    caller.capture("0EUR", "20EUR", "0EUR")

    assert (part, state(caller)) == ("PP", "PA")


def test_cancelled_and_lapsed_are_both_cancelled(every_mode: FlaskClient, clock: Clock) -> None:
    cancelled, lapsed = Caller(every_mode, "partial").paid(), Caller(every_mode, "partial", "CMD482102").paid()
    cancelled.capture("0EUR", "0EUR", "0EUR")
    clock.wait(days=7)

    assert (state(cancelled), state(lapsed)) == ("AN", "AN")


def test_an_order_not_paid_tells_how_far_it_came(every_mode: FlaskClient, clock: Clock) -> None:
    opened, refused, blocked = (Caller(every_mode, "immediate", reference) for reference in ("OPEN01", "RE01", "GR01"))
    every_mode.post("/test/paiement.cgi", data=order("immediate", "OPEN01"))
    refused.paid("refused")
    for _ in range(4):
        blocked.paid("refused")

    early = [state(opened), state(refused), state(blocked)]
    clock.wait(minutes=45)

    assert early == ["EC", "RE", "GR"]
    assert [state(opened), state(refused), state(blocked)] == ["AP", "RE", "GR"]
    assert "montantrecouvre" not in opened.status()


@pytest.mark.parametrize(
    ("changed", "lib"),
    [
        ({"reference": "NOBODY01"}, "commande non authentifiee"),
        ({"date": "11/03/2026"}, "commande non authentifiee"),
        ({"montant": "62.74EUR"}, "montant errone"),
        ({"date": "10/03/2026:12:00:00"}, "date erronee"),
        ({"version": "3.0"}, "verification echouee"),
        ({"TPE": "9999999"}, "commercant non identifie"),
    ],
)
def test_an_order_unknown_or_wrongly_asked_for_is_an_error(
    changed: dict[str, str], lib: str, every_mode: FlaskClient
) -> None:
    caller = Caller(every_mode, "immediate").paid()

    root = parsed(caller.status(**changed))

    assert (root.tag, root.findtext("etat"), root.findtext("cdr"), root.findtext("lib")) == (
        *("etatpaiement", None, "-1"),
        lib,
    )


def test_it_is_xml_on_a_get_too(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "immediate").paid()

    response = every_mode.get("/test/etatpaiement.cgi", query_string=caller.status_fields())

    assert response.content_type == "text/xml; charset=utf-8"
    assert parsed(response.get_data(as_text=True)).findtext("etat") == "PA"
