from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bank.behaviours import BEHAVIOURS, CARD_BEHAVIOURS
from bank.cards import CardFacts, card_facts, card_for
from bank.counter import Counter, challenge_code
from bank.refusal import FormRefused, VisitClosed
from bank.store import Store
from bank.transport import NotDelivered
from bank.visits import AttemptState
from tests.bank.stage import KEY, form

if TYPE_CHECKING:
    from tests.bank.stage import Clock, Merchant

IP = "192.0.2.7"


def card(behaviour: str) -> CardFacts:
    return card_facts(card_for(behaviour), date(2028, 12, 31), KEY)


def test_the_same_form_again_finds_the_same_visit(counter: Counter, clock: Clock) -> None:
    first = counter.receive(form(), "test")
    clock.wait(minutes=10)

    again = counter.receive(form(), "test")

    assert again == first
    assert counter.receive(form(), "production").id != first.id


def test_another_order_under_the_same_reference_is_refused(counter: Counter) -> None:
    counter.receive(form(), "test")

    with pytest.raises(FormRefused, match=r"CMD482101 already came with another montant") as caught:
        counter.receive(form(montant="1.00EUR"), "test")

    assert caught.value.status == 409


def test_a_paid_reference_is_refused_at_the_door(counter: Counter) -> None:
    visit = counter.receive(form(), "test")
    counter.present(visit.id, card("accepted"), IP)

    with pytest.raises(FormRefused, match="CMD482101 is paid"):
        counter.receive(form(), "test")
    assert counter.receive(form(), "test", even_paid=True).id == visit.id


def test_four_refusals_block_the_reference(counter: Counter) -> None:
    visit = counter.receive(form(), "test")
    for _ in range(4):
        counter.receive(form(), "test")
        counter.present(visit.id, card("refused"), IP)

    with pytest.raises(VisitClosed):
        counter.present(visit.id, card("accepted"), IP)
    with pytest.raises(FormRefused, match="CMD482101 is blocked"):
        counter.receive(form(), "test", even_paid=True)


def test_the_page_lives_for_forty_five_minutes_from_the_first_arrival(counter: Counter, clock: Clock) -> None:
    visit = counter.receive(form(), "test")
    clock.wait(minutes=44, seconds=59)
    counter.receive(form(), "test")
    counter.present(visit.id, card("refused"), IP)
    clock.wait(seconds=1)

    with pytest.raises(VisitClosed):
        counter.present(visit.id, card("accepted"), IP)
    with pytest.raises(FormRefused, match="CMD482101 is expired"):
        counter.receive(form(), "test")


def test_two_tabs_pay_once(counter: Counter) -> None:
    visit = counter.receive(form(), "test")

    def tab(_: int) -> str:
        try:
            return counter.present(visit.id, card("accepted"), IP).state
        except VisitClosed:
            return "closed"

    with ThreadPoolExecutor(max_workers=8) as pool:
        outcomes = list(pool.map(tab, range(8)))

    assert sorted(outcomes) == ["accepted", *["closed"] * 7]


def test_no_two_decisions_share_a_second(counter: Counter, merchant: Merchant) -> None:
    visit = counter.receive(form(), "test")
    for behaviour in ("refused", "refused", "accepted"):
        counter.notify(counter.present(visit.id, card(behaviour), IP))

    assert [message["date"][-8:] for message in merchant.messages] == ["12:00:00", "12:00:01", "12:00:02"]


@pytest.mark.parametrize("behaviour", sorted(CARD_BEHAVIOURS))
def test_every_behaviour_is_reported_as_it_is(behaviour: str, counter: Counter, merchant: Merchant) -> None:
    visit = counter.receive(form(), "test")
    attempt = counter.present(visit.id, card(behaviour), IP)
    if attempt.state is AttemptState.CHALLENGED:
        attempt = counter.answer_challenge(attempt.id, challenge_code(attempt.id), IP)

    counter.notify(attempt)

    told = merchant.messages[0]
    assert told["code-retour"] == ("payetest" if BEHAVIOURS[behaviour].accepted else "Annulation")
    assert told.get("motifrefus", "") == BEHAVIOURS[behaviour].refusal


def test_a_challenge_fails_on_its_third_wrong_code(counter: Counter) -> None:
    visit = counter.receive(form(), "test")
    attempt = counter.present(visit.id, card("challenge"), IP)

    states = [counter.answer_challenge(attempt.id, "wrong", IP).state for _ in range(3)]

    assert states == ["challenged", "challenged", "refused"]
    with pytest.raises(VisitClosed):
        counter.answer_challenge(attempt.id, challenge_code(attempt.id), IP)


def test_a_challenge_given_up_is_refused_at_once(counter: Counter, merchant: Merchant) -> None:
    visit = counter.receive(form(), "test")
    attempt = counter.present(visit.id, card("challenge"), IP)

    counter.notify(counter.answer_challenge(attempt.id, "", IP))

    assert merchant.messages[0]["motifrefus"] == "3DSecure"


def test_a_challenge_is_worth_nothing_once_another_card_has_paid(counter: Counter) -> None:
    visit = counter.receive(form(), "test")
    attempt = counter.present(visit.id, card("challenge"), IP)
    counter.present(visit.id, card("accepted"), IP)

    with pytest.raises(VisitClosed):
        counter.answer_challenge(attempt.id, challenge_code(attempt.id), IP)


def test_an_open_challenge_counts_for_no_attempt(counter: Counter) -> None:
    visit = counter.receive(form(), "test")
    for _ in range(6):
        counter.present(visit.id, card("challenge"), IP)

    assert counter.receive(form(), "test").attempts_left == 4


def test_the_payment_stays_valid_when_the_merchant_is_silent(counter: Counter, merchant: Merchant) -> None:
    merchant.answer = NotDelivered("no answer within 30 seconds")
    visit = counter.receive(form(), "test")

    delivery = counter.notify(counter.present(visit.id, card("accepted"), IP))

    assert (delivery.status, delivery.error) == (None, "no answer within 30 seconds")
    assert counter.receive(form(), "test", even_paid=True).accepted


def test_a_replay_is_the_same_message_byte_for_byte_after_a_restart(counter: Counter, merchant: Merchant) -> None:
    visit = counter.receive(form(), "test")
    attempt = counter.present(visit.id, card("accepted"), IP)
    counter.notify(attempt)

    later = Counter(counter.settings, Store(counter.settings.state), counter.clock, merchant)
    later.deliver(later.message_of(attempt))
    later.deliver(later.message_of(attempt), "GET")

    (_, url, first), (_, _, second), (method, got, _) = merchant.received
    assert first == second
    assert (method, got) == ("GET", f"{url}?{first}")


def test_no_card_number_is_kept(counter: Counter) -> None:
    visit = counter.receive(form(), "test")
    for behaviour in ("refused", "challenge", "accepted"):
        attempt = counter.present(visit.id, card(behaviour), IP)
        if attempt.decided_at:
            counter.notify(attempt)

    kept = b"".join(path.read_bytes() for path in counter.settings.state.parent.iterdir())

    assert b"00000100" in kept
    assert not any(card_for(name).number.encode() in kept for name in CARD_BEHAVIOURS)


def test_a_visit_is_forgotten_with_its_terminal(counter: Counter, clock: Clock, merchant: Merchant) -> None:
    visit = counter.receive(form(), "test")
    without = type(counter.settings)(0, counter.settings.state, counter.settings.terminals[1:])

    assert counter.visit(visit.id) == visit
    assert Counter(without, counter.store, clock, merchant).visit(visit.id) is None
