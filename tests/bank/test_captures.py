from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bank.services import Caller, told

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.bank.stage import Clock

PAID, CANCELLED = ("1", "paiement accepte"), ("1", "commande annulee")
WRONG_AMOUNT = ("0", "montant errone")


@pytest.mark.parametrize("mode", ["immediate", "split", "recurring"])
def test_a_payment_captured_by_itself_is_captured_the_same_day_and_never_by_a_call(
    mode: str, every_mode: FlaskClient
) -> None:
    caller = Caller(every_mode, mode).paid()

    assert told(caller.capture("62.73EUR", "0EUR", "0EUR")) == ("0", "paiement deja accepte")
    assert told(caller.capture("0EUR", "0EUR", "0EUR")) == ("0", "paiement deja accepte")
    (capture,) = caller.books()["captures"]
    assert (capture["date_remise"], capture["origin"]) == ("2026-03-10", "payment")
    assert capture["amount"] == ("22.73" if mode == "split" else "62.73")


@pytest.mark.parametrize("mode", ["deferred", "partial"])
def test_a_payment_that_waits_is_captured_whole_by_one_call(mode: str, every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, mode).paid()
    before = caller.books()

    answer = caller.capture("62.73EUR", "0EUR", "0EUR")

    after = caller.books()
    assert (before["state"], before["captured"], before["left_to_capture"]) == ("authorized", "0.00", "62.73")
    assert told(answer) == PAID
    assert (after["state"], after["captured"], after["left_to_capture"]) == ("captured", "62.73", "0.00")
    assert [capture["num_autorisation"] for capture in after["captures"]] == [answer["aut"]]
    assert told(caller.capture("62.73EUR", "62.73EUR", "0EUR")) == ("0", "paiement deja accepte")


def test_a_partial_order_is_captured_piece_by_piece_until_nothing_is_left(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "partial").paid()

    answers = [
        caller.capture("20EUR", "0EUR", "42.73EUR"),
        caller.capture("20.00EUR", "20EUR", "22.73EUR"),
        caller.capture("22.73EUR", "40EUR", "0EUR"),
        caller.capture("1EUR", "62.73EUR", "0EUR"),
    ]

    assert [told(answer) for answer in answers] == [PAID, PAID, PAID, ("0", "paiement deja accepte")]
    assert len({answer["aut"] for answer in answers[:3]}) == 3
    assert [capture["amount"] for capture in caller.books()["captures"]] == ["20.00", "20.00", "22.73"]


def test_one_capture_closes_a_deferred_order_whole_or_part(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "deferred").paid()

    assert told(caller.capture("20EUR", "0EUR", "42.73EUR")) == PAID
    assert told(caller.capture("42.73EUR", "20EUR", "0EUR")) == ("0", "paiement deja accepte")
    assert (caller.books()["state"], caller.books()["left_to_capture"]) == ("captured", "0.00")


@pytest.mark.parametrize(
    ("now", "before", "left", "changed"),
    [
        ("20EUR", "1EUR", "41.73EUR", {}),
        ("20EUR", "0EUR", "42.72EUR", {}),
        ("20EUR", "0EUR", "0EUR", {}),
        ("62.74EUR", "0EUR", "0EUR", {}),
        ("0EUR", "0EUR", "62.73EUR", {}),
        ("20GBP", "0EUR", "42.73EUR", {}),
        ("20EUR", "0GBP", "42.73EUR", {}),
        ("20EUR", "0EUR", "42.73EUR", {"montant": "62.73GBP"}),
        ("20EUR", "0EUR", "42.74EUR", {"montant": "62.74EUR"}),
        ("20EUR", "0EUR", "42.73EUR", {"montant": "62.74EUR"}),
        ("20EUR", "10EUR", "42.73EUR", {"montant": "72.73EUR"}),
    ],
)
def test_amounts_that_contradict_the_order_its_history_or_each_other_are_refused(
    now: str, before: str, left: str, changed: dict[str, str], every_mode: FlaskClient
) -> None:
    caller = Caller(every_mode, "partial").paid()

    assert told(caller.capture(now, before, left, **changed)) == WRONG_AMOUNT
    assert caller.books()["captured"] == "0.00"


def test_history_counts_what_was_captured_whether_or_not_it_was_refunded(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "partial").paid()
    caller.capture("20EUR", "0EUR", "42.73EUR")
    caller.refund("20EUR", "20EUR")

    assert told(caller.capture("42.73EUR", "0EUR", "20EUR")) == WRONG_AMOUNT
    assert told(caller.capture("42.73EUR", "20EUR", "0EUR")) == PAID


def test_what_is_left_is_cancelled_by_capturing_nothing_and_leaving_nothing(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "partial").paid()
    caller.capture("20EUR", "0EUR", "42.73EUR")

    cancelled = caller.capture("0EUR", "20EUR", "0EUR")

    assert (told(cancelled), cancelled["aut"]) == (CANCELLED, "")
    assert (caller.books()["state"], caller.books()["captured"]) == ("captured", "20.00")
    assert told(caller.capture("0EUR", "20EUR", "0EUR")) == ("0", "la commande est deja annulee")
    assert told(caller.capture("42.73EUR", "20EUR", "0EUR")) == ("0", "la commande est deja annulee")


def test_a_cancellation_must_know_the_history_too(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "partial").paid()
    caller.capture("20EUR", "0EUR", "42.73EUR")

    assert told(caller.capture("0EUR", "0EUR", "0EUR")) == WRONG_AMOUNT


def test_an_authorisation_never_captured_is_cancelled_for_good(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "deferred").paid()

    assert told(caller.capture("0EUR", "0EUR", "0EUR")) == CANCELLED
    assert (caller.books()["state"], caller.books()["left_to_capture"]) == ("cancelled", "0.00")


@pytest.mark.parametrize("mode", ["deferred", "partial"])
def test_an_authorisation_lapses_after_seven_days_to_the_second(
    mode: str, every_mode: FlaskClient, clock: Clock
) -> None:
    early, late = Caller(every_mode, mode).paid(), Caller(every_mode, mode, "CMD482102").paid()
    clock.wait(days=7, seconds=-1)
    in_time = early.capture("62.73EUR", "0EUR", "0EUR", date="17/03/2026:12:00:00")
    clock.wait(seconds=1)

    too_late = late.capture("62.73EUR", "0EUR", "0EUR", date="17/03/2026:12:00:00")

    assert (told(in_time), told(too_late)) == (PAID, ("0", "commande expiree"))
    assert (early.books()["state"], late.books()["state"]) == ("captured", "lapsed")
    assert told(late.capture("0EUR", "0EUR", "0EUR", date="17/03/2026:12:00:00")) == ("0", "commande expiree")


@pytest.mark.parametrize("word", ["OUI", "oui"])
@pytest.mark.parametrize("before", ["0EUR", "62.73EUR"])
def test_a_recurrence_is_stopped_once(before: str, word: str, every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "recurring").paid()

    stopped = caller.capture("0EUR", before, "0EUR", stoprecurrence=word)
    again = caller.capture("0EUR", before, "0EUR", stoprecurrence=word)

    assert told(stopped) == ("1", "recurrence stoppee")
    assert told(again) == ("0", "la recurrence est deja stoppee")
    assert caller.books()["stopped"] is True


def test_a_recurrence_is_not_stopped_with_amounts_that_are_wrong(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "recurring").paid()

    for amounts in (("1EUR", "0EUR", "0EUR"), ("0EUR", "1EUR", "0EUR"), ("0EUR", "0EUR", "1EUR")):
        assert told(caller.capture(*amounts, stoprecurrence="OUI")) == WRONG_AMOUNT
    assert caller.books()["stopped"] is False


@pytest.mark.parametrize("mode", ["immediate", "deferred", "partial", "split"])
def test_only_a_recurrence_can_be_stopped(mode: str, every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, mode).paid()

    answer = caller.capture("0EUR", "0EUR", "0EUR", stoprecurrence="OUI")

    assert told(answer) == ("0", "la demande ne peut aboutir")
    assert caller.books()["cancelled"] is False
