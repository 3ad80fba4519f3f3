from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bank.app import create_app
from tests.bank.services import Caller, order, settings_of_every_mode, told
from tests.bank.stage import NOON, mac

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.bank.stage import Clock, Merchant


def advance(client: FlaskClient, **duration: float) -> Any:
    response = client.post("/control/clock", json={f"advance_{unit}": value for unit, value in duration.items()})
    assert response.status_code == 200
    return response.get_json()


def test_the_bank_s_clock_runs_ahead_of_the_machine_s_until_it_is_reset(every_mode: FlaskClient) -> None:
    advance(every_mode, days=2)
    ahead = advance(every_mode, seconds=30)
    asked = every_mode.get("/control/clock").get_json()
    reset = every_mode.post("/control/clock", json={"reset": True}).get_json()

    assert ahead == asked == {
        "now": (NOON + timedelta(days=2, seconds=30)).isoformat(),
        "ahead_seconds": 172830,
        "happened": [],
    }  # fmt: skip
    assert (reset["now"], reset["ahead_seconds"]) == (NOON.isoformat(), 0)


def test_a_clock_moved_stays_moved_after_a_restart(tmp_path: Path, clock: Clock, merchant: Merchant) -> None:
    settings = settings_of_every_mode(tmp_path)
    advance(create_app(settings, clock=clock, send=merchant).test_client(), days=3)

    again = create_app(settings, clock=clock, send=merchant).test_client()

    assert again.get("/control/clock").get_json()["ahead_seconds"] == 3 * 86400


@pytest.mark.parametrize(
    "call",
    [
        *([], {}, {"advance_days": -1}, {"advance_days": True}, {"advance_days": "1"}, {"advance_weeks": 1}),
        *({"advance_days": 3661}, {"reset": False}, {"reset": True, "advance_days": 1}),
    ],
)
def test_a_malformed_move_is_400_and_moves_nothing(call: object, every_mode: FlaskClient) -> None:
    assert every_mode.post("/control/clock", json=call).status_code == 400
    assert every_mode.get("/control/clock").get_json()["ahead_seconds"] == 0


def test_instalments_are_charged_and_notified_as_they_fall_due(every_mode: FlaskClient, merchant: Merchant) -> None:
    caller = Caller(every_mode, "split").paid()
    first = merchant.messages[0]
    early = advance(every_mode, days=30)

    late = advance(every_mode, days=31)

    assert early["happened"] == []
    assert [(one["event"], one["number"], one["acknowledgement"]) for one in late["happened"]] == [
        ("instalment", 2, "received"),
        ("instalment", 3, "received"),
    ]
    told_ = [(one["code-retour"], one["montantech"], one["montant"], one["date"]) for one in merchant.messages]
    assert told_ == [
        ("payetest", "22.73EUR", "62.73EUR", "10/03/2026_a_12:00:00"),
        ("paiement_pf2", "20.00EUR", "62.73EUR", "10/04/2026_a_06:00:00"),
        ("paiement_pf3", "20EUR", "62.73EUR", "10/05/2026_a_06:00:00"),
    ]
    assert {one["reference"] for one in merchant.messages} == {"CMD482101"}
    assert len({one["numauto"] for one in merchant.messages}) == 3
    assert (first["cvx"], merchant.messages[1]["cvx"]) == ("oui", "non")
    assert all(one["MAC"] == mac(one).upper() for one in merchant.messages)
    assert (caller.books()["captured"], caller.books()["authorized"]) == ("62.73", "62.73")
    assert [one["state"] for one in caller.books()["instalments"]] == ["paid", "paid", "paid"]
    assert advance(every_mode, days=400)["happened"] == []


def test_an_instalment_refused_is_told_and_its_money_never_comes(every_mode: FlaskClient, merchant: Merchant) -> None:
    caller = Caller(every_mode, "split").paid("paid-once")

    advance(every_mode, days=70)

    assert merchant.results == ["payetest", "Annulation_pf2", "Annulation_pf3"]
    assert (merchant.messages[1]["motifrefusautorisation"], "numauto" in merchant.messages[1]) == (
        "Refus emetteur",
        False,
    )
    assert [one["state"] for one in caller.books()["instalments"]] == ["paid", "refused", "refused"]
    assert (caller.books()["authorized"], caller.books()["captured"]) == ("22.73", "22.73")


def test_a_recurrence_is_renewed_every_month_with_another_date_and_number(
    every_mode: FlaskClient, merchant: Merchant
) -> None:
    caller = Caller(every_mode, "recurring").paid()

    happened = advance(every_mode, days=92)["happened"]

    assert [(one["event"], one["number"], one["accepted"]) for one in happened] == [
        ("renewal", number, True) for number in (1, 2, 3)
    ]
    assert merchant.results == ["payetest"] * 4
    assert [one["date"][:10] for one in merchant.messages] == ["10/03/2026", "10/04/2026", "10/05/2026", "10/06/2026"]
    assert len({one["numauto"] for one in merchant.messages}) == 4
    constant = [{**one, "date": "", "numauto": "", "MAC": "", "cvx": ""} for one in merchant.messages]
    assert constant.count(constant[0]) == 4
    books = caller.books()
    assert (books["amount"], books["authorized"], books["captured"]) == ("62.73", "250.92", "250.92")
    assert [one["num_autorisation"] for one in books["renewals"]] == [one["numauto"] for one in merchant.messages[1:]]


def test_a_recurrence_stopped_is_renewed_no_more(every_mode: FlaskClient, merchant: Merchant) -> None:
    caller = Caller(every_mode, "recurring").paid()
    advance(every_mode, days=31)
    stopped = caller.capture("0EUR", "125.46EUR", "0EUR", stoprecurrence="OUI")

    advance(every_mode, days=365)

    assert told(stopped) == ("1", "recurrence stoppee")
    assert len(merchant.results) == 2


def test_a_renewal_refused_is_tried_again_next_month(every_mode: FlaskClient, merchant: Merchant) -> None:
    caller = Caller(every_mode, "recurring").paid("paid-once")

    advance(every_mode, days=62)

    assert merchant.results == ["payetest", "Annulation", "Annulation"]
    assert merchant.messages[1]["date"] != merchant.messages[2]["date"]
    assert (caller.books()["captured"], [one["accepted"] for one in caller.books()["renewals"]]) == (
        "62.73",
        [False, False],
    )


def test_a_lapse_is_nobody_s_news_and_outlives_a_reset(every_mode: FlaskClient, merchant: Merchant) -> None:
    caller = Caller(every_mode, "partial").paid()
    caller.capture("20EUR", "0EUR", "42.73EUR")

    (happened,) = advance(every_mode, days=7)["happened"]
    every_mode.post("/control/clock", json={"reset": True})

    assert happened == {"reference": "CMD482101", "event": "lapse", "at": "2026-03-17T11:00:00+00:00"}
    assert merchant.results == ["payetest"]
    assert told(caller.capture("1EUR", "20EUR", "41.73EUR")) == ("0", "commande expiree")
    assert advance(every_mode, days=30)["happened"] == []


def test_how_long_an_authorisation_waits_is_a_setting(tmp_path: Path, clock: Clock, merchant: Merchant) -> None:
    settings = replace(settings_of_every_mode(tmp_path), authorization_days=3)
    client = create_app(settings, clock=clock, send=merchant).test_client()
    caller = Caller(client, "deferred").paid()

    assert (caller.books()["expires_at"], caller.books()["state"]) == ("2026-03-13T11:00:00+00:00", "authorized")
    assert [one["event"] for one in advance(client, days=3)["happened"]] == ["lapse"]


def test_what_falls_due_for_several_orders_happens_in_the_order_of_its_dates(every_mode: FlaskClient) -> None:
    Caller(every_mode, "recurring", "REC01").paid()
    Caller(every_mode, "partial", "PAR01").paid()
    Caller(every_mode, "split", "SPL01").paid()

    happened = advance(every_mode, days=70)["happened"]

    assert [(one["reference"], one["at"][:10]) for one in happened] == [
        *(("PAR01", "2026-03-17"), ("REC01", "2026-04-10"), ("SPL01", "2026-04-10")),
        *(("REC01", "2026-05-10"), ("SPL01", "2026-05-10")),
    ]


def test_an_order_whose_terminal_is_gone_is_left_alone(tmp_path: Path, clock: Clock, merchant: Merchant) -> None:
    settings = settings_of_every_mode(tmp_path)
    Caller(create_app(settings, clock=clock, send=merchant).test_client(), "recurring").paid()
    without = replace(settings, terminals=settings.terminals[:1])

    happened = advance(create_app(without, clock=clock, send=merchant).test_client(), days=40)["happened"]

    assert (happened, len(merchant.results)) == ([], 1)


def test_months_end_where_they_end(every_mode: FlaskClient, merchant: Merchant, clock: Clock) -> None:
    clock.wait(days=-38)  # the 31st of January
    Caller(every_mode, "recurring").paid(date="31/01/2026:12:00:00")

    advance(every_mode, days=60)

    assert [one["date"][:10] for one in merchant.messages] == ["31/01/2026", "28/02/2026", "31/03/2026"]


def test_what_fell_due_while_nothing_was_sent_is_kept_for_replay(every_mode: FlaskClient, merchant: Merchant) -> None:
    Caller(every_mode, "recurring").paid()
    every_mode.post("/control/notifications", json={"on": False})

    (happened,) = advance(every_mode, days=31)["happened"]

    assert (happened["accepted"], happened["acknowledgement"]) == (True, None)
    assert "code-retour=payetest" in happened["body"]
    assert len(merchant.results) == 1


def test_a_shop_pays_by_its_own_clock_also_after_the_bank_s_was_moved(every_mode: FlaskClient) -> None:
    advance(every_mode, days=40)

    assert Caller(every_mode, "split").paid().books()["state"] == "captured"
    assert every_mode.post("/test/paiement.cgi", data=order("deferred", "CMD482102")).status_code == 303
