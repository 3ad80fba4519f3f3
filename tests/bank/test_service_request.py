from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bank.app import create_app
from bank.settings import Settings
from tests.bank.services import Caller, lines, order, sealed, told
from tests.bank.stage import form, terminal

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.bank.stage import Clock, Merchant

CAPTURE, REFUND = "capture_paiement.cgi", "recredit_paiement.cgi"


@pytest.fixture
def waiting(every_mode: FlaskClient) -> Caller:
    return Caller(every_mode, "partial").paid()


def test_the_fields_may_come_in_the_query_of_a_get(waiting: Caller) -> None:
    fields = waiting.capture_fields("62.73EUR", "0EUR", "0EUR")

    answer = waiting.client.get(f"/test/{CAPTURE}", query_string=fields)

    assert told(lines(answer)) == ("1", "paiement accepte")
    assert answer.content_type == "text/plain; charset=utf-8"


def test_the_reference_comes_back_as_it_was_asked(waiting: Caller) -> None:
    assert waiting.capture("1EUR", "0EUR", "61.73EUR")["reference"] == "CMD482101"


@pytest.mark.parametrize("address", [CAPTURE, REFUND])
def test_a_wrong_seal_is_refused_whatever_is_wrong_with_it(address: str, waiting: Caller) -> None:
    good = {CAPTURE: waiting.capture_fields, REFUND: waiting.refund_fields}[address]
    fields = good("1EUR", "0EUR", "61.73EUR") if address == CAPTURE else good("1EUR", "0EUR")
    changed = {**fields, "lgue": "EN"}
    loud = {**fields, "MAC": fields["MAC"].upper()}
    without = {name: value for name, value in fields.items() if name != "MAC"}

    for bad in (changed, loud, without, {**fields, "MAC": ""}):
        assert told(lines(waiting.post(address, bad))) == ("-1", "signature non valide")


@pytest.mark.parametrize(
    ("changed", "lib"),
    [
        ({"TPE": "9999999"}, "commercant non identifie"),
        ({"societe": "autre"}, "commercant non identifie"),
        ({"version": "2.0"}, "verification echouee"),
        ({"lgue": "fr"}, "verification echouee"),
        ({"lgue": "-"}, "verification echouee"),
        ({"lgue": ""}, "verification echouee"),
        ({"date_commande": "-"}, "verification echouee"),
        ({"date_commande": "2026-03-10"}, "verification echouee"),
        ({"montant_restant": "-"}, "verification echouee"),
        ({"montant_a_capturer": "-1EUR"}, "verification echouee"),
        ({"montant_a_capturer": "1,00EUR"}, "verification echouee"),
        ({"stoprecurrence": "NON"}, "verification echouee"),
        ({"stoprecurrence": ""}, "verification echouee"),
        ({"texte-libre": "legacy"}, "verification echouee"),
        ({"numero_dossier": "123"}, "verification echouee"),
        ({"montant_recredit": "1EUR"}, "verification echouee"),
        ({"date": "10/03/2026"}, "date erronee"),
        ({"date": "31/02/2026:12:00:00"}, "date erronee"),
        ({"date": "10/3/2026:12:00:00"}, "date erronee"),
        ({"date": "08/03/2026:12:00:00"}, "date erronee"),
        ({"date": "12/03/2026:12:00:00"}, "date erronee"),
    ],
)
def test_what_is_malformed_or_unknown_is_an_error_even_under_a_right_seal(
    changed: dict[str, str], lib: str, waiting: Caller
) -> None:
    assert told(waiting.capture("1EUR", "0EUR", "61.73EUR", **changed)) == ("-1", lib)
    assert waiting.books()["captured"] == "0.00"


@pytest.mark.parametrize(
    "changed",
    [{"date_remise": "2026-03-10"}, {"date_remise": ""}, {"num_autorisation": "12 34"}, {"facture": "noshow"}],
)
def test_a_refund_s_own_fields_are_held_to_their_form(changed: dict[str, str], every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "immediate").paid()

    assert told(caller.refund("1EUR", "62.73EUR", **changed)) == ("-1", "verification echouee")


@pytest.mark.parametrize("changed", [{"date_commande": "11/03/2026"}, {"reference": "CMD482199"}])
def test_an_order_that_is_not_known_by_that_day_and_reference_is_not_authenticated(
    changed: dict[str, str], waiting: Caller
) -> None:
    assert told(waiting.capture("1EUR", "0EUR", "61.73EUR", **changed)) == ("0", "commande non authentifiee")
    assert told(waiting.refund("1EUR", "0EUR", **changed)) == ("-1", "commande non authentifiee")


def test_the_platforms_keep_their_orders_apart(waiting: Caller) -> None:
    production = Caller(waiting.client, "partial", folder="")

    assert told(production.capture("1EUR", "0EUR", "61.73EUR")) == ("0", "commande non authentifiee")
    assert told(waiting.capture("1EUR", "0EUR", "61.73EUR")) == ("1", "paiement accepte")


def test_another_company_of_the_same_terminal_does_not_know_the_order(
    tmp_path: Path, clock: Clock, merchant: Merchant
) -> None:
    both = (terminal(mode="deferred"), terminal(mode="deferred", company="autre"))
    client = create_app(Settings(0, tmp_path / "bank.db", both), clock=clock, send=merchant).test_client()
    client.post("/control", json={"fields": form(), "scenario": "paid"})
    caller = Caller(client, "immediate")  # the number of its terminal is all that counts here

    assert told(caller.capture("62.73EUR", "0EUR", "0EUR", societe="autre"))[1] == "commande non authentifiee"
    assert told(caller.capture("62.73EUR", "0EUR", "0EUR")) == ("1", "paiement accepte")


def test_an_order_paid_on_production_is_captured_there(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "deferred", folder="")
    page = every_mode.post("/paiement.cgi", data=order("deferred")).location
    every_mode.post(page, data={"number": "0000010000000002", "expiry": "12/28", "cryptogram": "123"})

    assert told(caller.capture("62.73EUR", "0EUR", "0EUR")) == ("1", "paiement accepte")


def test_a_platform_that_is_not_open_knows_no_such_merchant(client: FlaskClient) -> None:
    caller = Caller(client, "deferred")

    assert told(caller.capture("1EUR", "0EUR", "61.73EUR")) == ("-1", "commercant non identifie")


@pytest.mark.parametrize(
    ("refusals", "minutes", "lib"),
    [
        (0, 0, "la demande ne peut aboutir"),
        (1, 0, "autorisation refusee"),
        (4, 0, "commande grillee"),
        (0, 45, "commande expiree"),
    ],
)
def test_an_order_that_nobody_paid_says_why_it_cannot_be_captured(
    refusals: int, minutes: int, lib: str, every_mode: FlaskClient, clock: Clock
) -> None:
    caller = Caller(every_mode, "deferred")
    every_mode.post("/test/paiement.cgi", data=order("deferred"))
    for _ in range(refusals):
        caller.paid("refused")
    clock.wait(minutes=minutes)

    assert told(caller.capture("62.73EUR", "0EUR", "0EUR")) == ("0", lib)
    assert told(caller.refund("62.73EUR", "0EUR")) == ("-1", lib)


def test_a_body_that_is_no_form_is_an_error_without_a_reference(every_mode: FlaskClient) -> None:
    doubled = every_mode.post(f"/test/{CAPTURE}", data="a=1&a=2", content_type="application/x-www-form-urlencoded")
    wrong_kind = every_mode.post(f"/test/{REFUND}", json={})
    empty = every_mode.get("/etatpaiement.cgi").get_data(as_text=True)

    assert lines(doubled) == {"version": "1.0", "reference": "", "cdr": "-1", "lib": "verification echouee", "aut": ""}
    assert told(lines(wrong_kind)) == ("-1", "verification echouee")
    assert "<cdr>-1</cdr>" in empty


def test_a_call_is_dated_by_its_caller_s_clock_also_after_the_bank_s_was_moved(waiting: Caller) -> None:
    waiting.client.post("/control/clock", json={"advance_days": 5})

    by_the_machine = waiting.capture("1EUR", "0EUR", "61.73EUR", date="10/03/2026:12:00:00")
    by_the_bank = waiting.capture("1EUR", "1EUR", "60.73EUR", date="15/03/2026:12:00:00")
    by_neither = waiting.capture("1EUR", "2EUR", "59.73EUR", date="17/03/2026:12:00:01")

    assert [told(answer)[0] for answer in (by_the_machine, by_the_bank, by_neither)] == ["1", "1", "-1"]


def test_the_seal_of_the_document_s_own_example_is_taken_as_a_seal(every_mode: FlaskClient) -> None:
    """Its fields stop a recurrence; only the order is unknown here."""
    fields = sealed({
        "TPE": "0000005", "date": "10/03/2026:11:55:23", "date_commande": "10/03/2026", "lgue": "FR",
        "montant": "62.00EUR", "montant_a_capturer": "0EUR", "montant_deja_capture": "0EUR",
        "montant_restant": "0EUR", "reference": "ABERTYP00145", "societe": "atelierlumen",
        "stoprecurrence": "OUI", "version": "3.0",
    })  # fmt: skip

    answer = lines(every_mode.post(f"/test/{CAPTURE}", data=fields))

    assert told(answer) == ("0", "commande non authentifiee")
