from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.record import Capture
from chalicelib.domain.vocabulary import InstalmentStatus, Mode
from ops.standing import MOST_SHOWN, standing
from tests.makers import NOW, an_order

DAY = date(2026, 11, 23)


def told(order) -> list[str]:
    return [" ".join(line.split()) for line in standing(order)]


def captured(number: int, amount: int = 1000, **changes) -> Capture:
    return Capture(**{"number": number, "amount": amount, "captured_on": DAY + timedelta(days=number), **changes})


def with_captures(*captures: Capture, **changes):
    listed = {capture.number: capture for capture in captures}
    taken = sum(capture.amount for capture in captures)
    return replace(an_order(), authorized=6273, captured=taken, captures=listed, **changes)


def test_instalments_are_listed_with_their_days_and_states():
    order = an_order(mode=Mode.SPLIT, instalments=(2091, 2091, 2091))
    first, second, third = order.instalments
    parts = (replace(first, status=InstalmentStatus.PAID), replace(second, status=InstalmentStatus.REFUSED), third)

    lines = told(replace(order, instalments=parts))

    heading = lines.index("instalments (échéances):")
    assert lines[heading + 1 : heading + 5] == [
        "due on amount state",
        "1 2026-11-23 20.91 EUR paid (payée)",
        "2 2026-12-23 20.91 EUR refused (refusée)",
        "3 2027-01-23 20.91 EUR due (à venir)",
    ]


def test_several_captures_are_listed_by_their_days_with_what_was_given_back_of_each():
    lines = told(with_captures(captured(2, 4273), captured(1, 2000, authorization="654321", refunded=500)))

    heading = lines.index("captures (recouvrements):")
    assert lines[heading + 1 : heading + 4] == [
        "day amount refunded authorisation",
        "1 2026-11-24 20.00 EUR 5.00 EUR 654321",
        "2 2026-11-25 42.73 EUR - -",
    ]


def test_a_single_capture_of_the_whole_is_told_by_the_sums_alone():
    assert "captures (recouvrements):" not in told(with_captures(captured(1, 6273)))


def test_a_capture_that_no_notification_told_of_is_marked():
    lines = told(with_captures(captured(1, 6273, unheard=True)))

    assert lines[-2] == "1 2026-11-24 62.73 EUR - - known from the bank’s books only"


def test_of_very_many_captures_the_last_ones_are_listed():
    lines = told(with_captures(*(captured(n) for n in range(1, MOST_SHOWN + 4))))

    assert "and 3 before: --json has all" in lines
    assert not any(line.startswith("3 ") for line in lines)
    assert any(line.startswith("4 2026-11-27") for line in lines)


def test_a_recurrence_goes_on_until_it_is_stopped():
    order = with_captures(captured(1, 6273), mode=Mode.RECURRING)

    assert "the recurrence goes on (récurrence en cours)" in told(order)
    assert told(replace(order, stopped_at=NOW))[-2:][0] == (
        "the recurrence is stopped (récurrence arrêtée) since 2026-11-23 10:30:00"
    )
    assert "the recurrence goes on (récurrence en cours)" not in told(an_order(mode=Mode.RECURRING))


def test_it_says_when_the_banks_books_are_read_next_and_how_often_they_were():
    order = an_order()
    attempt = replace(order.attempts[1], asks=2)

    assert "the bank’s books about CMD482101 are to be read on 2026-11-23 11:15:00" in told(order)
    assert told(replace(order, attempts={1: attempt}))[-1].endswith(", asked 2 times so far")
    assert not [line for line in told(replace(order, attempts={1: replace(attempt, ask_at=None)})) if "books" in line]
