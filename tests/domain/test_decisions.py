from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.decisions import Decision, decide
from chalicelib.domain.reports import BankNotified, EffectDone
from chalicelib.domain.vocabulary import EffectKind, Mode, Outcome, Status
from tests.domain.entries import accepted, after, refused, same_money, started_again, waiting
from tests.makers import NOW, an_order


def test_a_matching_acceptance_pays_the_order_and_owes_one_mail() -> None:
    order = an_order()
    entry = accepted(order)

    paid = after(order, entry)

    assert (paid.status, paid.authorized, paid.captured) == (Status.PAID, 6273, 6273)
    assert paid.paid_at == entry.received_at
    assert paid.last_attempt.outcome is Outcome.ACCEPTED
    assert (paid.entries, paid.cases) == ((entry,), ())
    [mail] = paid.effects.values()
    assert (mail.id, mail.kind, mail.due_at, mail.owed) == (
        "confirmation",
        EffectKind.CONFIRMATION_MAIL,
        entry.received_at,
        True,
    )


@pytest.mark.parametrize("mode", [Mode.DEFERRED, Mode.PARTIAL])
def test_an_acceptance_on_a_terminal_that_captures_later_authorizes_only(mode: Mode) -> None:
    order = an_order(mode=mode)

    authorized = after(order, accepted(order))

    assert (authorized.status, authorized.authorized, authorized.captured) == (Status.AUTHORIZED, 6273, 0)
    assert list(authorized.effects) == ["confirmation"]


def test_a_refusal_leaves_the_order_payable() -> None:
    order = an_order()

    no = after(order, refused(order))

    assert (no.status, no.payable, no.last_attempt.outcome) == (Status.REFUSED, True, Outcome.REFUSED)
    assert (len(no.entries), no.cases, no.effects) == (1, (), {})


def test_an_acceptance_wins_after_a_refusal_on_the_same_reference() -> None:
    order = an_order()

    paid = after(order, refused(order, 1), refused(order, 2), accepted(order, 3))

    assert (paid.status, paid.last_attempt.outcome, len(paid.entries)) == (Status.PAID, Outcome.ACCEPTED, 3)
    assert paid.cases == ()


def test_an_acceptance_wins_after_a_refusal_on_a_later_reference() -> None:
    order = an_order()
    again = started_again(after(order, refused(order)))

    paid = after(again, accepted(again, 3))

    assert (paid.status, paid.cases) == (Status.PAID, ())
    assert [attempt.outcome for attempt in paid.attempts.values()] == [Outcome.REFUSED, Outcome.ACCEPTED]


def test_an_acceptance_of_an_earlier_reference_pays_while_a_later_one_is_open() -> None:
    order = an_order()
    again = started_again(after(order, refused(order)))

    paid = after(again, accepted(order, 3))

    assert (paid.status, paid.cases) == (Status.PAID, ())
    assert [attempt.outcome for attempt in paid.attempts.values()] == [Outcome.ACCEPTED, Outcome.OPEN]


def test_a_refusal_of_an_earlier_reference_leaves_the_later_one_open() -> None:
    order = an_order()
    again = started_again(after(order, refused(order)))

    late = after(again, refused(order, 2))

    assert late.status is Status.PENDING
    assert [attempt.outcome for attempt in late.attempts.values()] == [Outcome.REFUSED, Outcome.OPEN]


@pytest.mark.parametrize("minute", [1, 9])
def test_a_late_refusal_is_kept_and_undoes_nothing(minute: int) -> None:
    order = an_order()
    paid = after(order, accepted(order, 5))

    late = after(paid, refused(order, minute))

    assert (late.status, late.last_attempt.outcome, len(late.entries)) == (Status.PAID, Outcome.ACCEPTED, 2)
    assert same_money(paid, late)
    assert (late.cases, late.effects) == (paid.cases, paid.effects)


def test_a_late_wait_for_a_partner_undoes_nothing() -> None:
    order = an_order()
    paid = after(order, accepted(order, 5))

    assert after(paid, waiting(order, 6)).status is Status.PAID


@pytest.mark.parametrize("make", [accepted, refused, waiting])
def test_a_duplicate_changes_nothing_at_all(make: Any) -> None:
    order = an_order()
    entry = make(order)
    known = after(order, entry)

    assert decide(known, BankNotified(entry)) == Decision(known)
    assert decide(known, BankNotified(replace(entry, received_at=NOW + timedelta(days=1)))).order is known


def test_a_duplicate_after_the_mail_went_owes_no_second_mail() -> None:
    order = an_order()
    entry = accepted(order)
    done = decide(after(order, entry), EffectDone("confirmation", NOW)).order
    assert done is not None

    assert decide(done, BankNotified(entry)).order is done
