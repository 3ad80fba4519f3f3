from __future__ import annotations

import io

import pytest

from ops.accounts import account_of
from ops.remittance.lines import lines_in
from ops.remittance.matching import DIFFERS, MATCHES, UNKNOWN, matched
from tests.ops.books import a_capture, a_line, a_view, an_acceptance, an_operation


def compared(lines: list[str], view=None):
    read = list(lines_in(io.BytesIO("\n".join(lines).encode())))
    return matched("CMD4821", read, account_of(view or a_view()))


def only(lines: list[str], view=None) -> tuple[str, str]:
    (row,) = compared(lines, view)
    return row.verdict, "; ".join(row.details)


def test_a_line_that_agrees_in_everything_matches():
    assert only([a_line()]) == (MATCHES, "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"terminal": "7654321"}, "terminal (TPE) 7654321, the order was started on 1234567"),
        ({"reference": "CMD482102"}, "no attempt of the order has this reference"),
        ({"currency": "USD"}, "currency USD, the order is in EUR"),
        ({"authorization": "999999"}, "authorisation number 999999, the bank notified 123456"),
        ({"amount": "70.00"}, "captured (recouvré) 70.00 in the file, 62.73 here"),
        ({"amount": "60.00"}, "captured (recouvré) 60.00 in the file, 62.73 here"),
        ({"amount": "-5.00"}, "refunded (recrédité) 5.00 in the file, 0.00 here: refunded in the portal?"),
    ],
)
def test_each_difference_is_named(changes, said):
    assert only([a_line(**changes)]) == (DIFFERS, said)


@pytest.mark.parametrize(("file", "known"), [("", "123456"), ("000000", "123456"), ("999999", ""), ("1", "000000")])
def test_an_authorization_number_that_either_side_lacks_is_no_difference(file, known):
    view = a_view(entries=[an_acceptance(authorization=known)], captures=[a_capture(authorization=known)])

    assert only([a_line(authorization=file)], view)[0] == MATCHES


def test_an_order_that_was_never_paid_here_points_at_the_lost_notification():
    view = a_view(captured="0.00", entries=[], paid_at=None, status="pending")

    assert "a notification was probably lost" in only([a_line()], view)[1]


def test_captures_of_a_partial_terminal_may_stand_in_several_files():
    captures = [a_capture("20.00", authorization="654321"), a_capture("42.73", authorization="654321")]
    view = a_view(mode="partial", captures=captures)

    assert only([a_line(amount="20.00", authorization="654321")], view) == (MATCHES, "")
    assert [row.verdict for row in compared([a_line(amount="20.00"), a_line(amount="42.73")], view)] == [MATCHES] * 2
    assert [row.verdict for row in compared([a_line(amount="30.00"), a_line(amount="42.73")], view)] == [DIFFERS] * 2


def in_parts(*captures, mode="split"):
    taken = sum(round(float(capture["amount"]) * 100) for capture in captures)
    return a_view(mode=mode, captured=f"{taken / 100:.2f}", captures=list(captures))


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-23", "2026-11-28"])
def test_an_instalment_matches_the_line_of_its_day_or_of_a_long_weekend_later(day):
    view = in_parts(a_capture("31.37", "2026-10-23"), a_capture("31.36", "2026-11-23"))

    assert only([a_line(amount="31.36", day=day)], view) == (MATCHES, "")


@pytest.mark.parametrize(
    "changes",
    [{"day": "2026-11-21"}, {"day": "2026-11-29"}, {"day": "2026-12-23"}, {"amount": "31.37"}],
)
def test_a_line_about_no_instalment_that_is_known_points_at_a_lost_notification(changes):
    view = in_parts(a_capture("31.37", "2026-10-23"), a_capture("31.36", "2026-11-23"))

    verdict, said = only([a_line(**{"amount": "31.36", **changes})], view)

    assert verdict == DIFFERS
    assert "no instalment or renewal of then is known here: a notification was probably lost" in said


def test_each_renewal_is_about_one_line():
    view = in_parts(a_capture(day="2026-10-23"), a_capture(day="2026-11-23"), mode="recurring")
    lines = [a_line(day="2026-11-23 00:00:00"), a_line(day="2026-11-24 00:00:00")]

    assert [row.verdict for row in compared(lines, view)] == [MATCHES, DIFFERS]


def test_a_renewal_that_was_never_told_spoils_no_other_line():
    view = in_parts(a_capture(day="2026-10-23"), mode="recurring")

    assert [r.verdict for r in compared([a_line(day="2026-10-23"), a_line()], view)] == [MATCHES, DIFFERS]


def test_renewals_whose_lines_differ_only_in_their_number_are_told_apart_by_it():
    view = in_parts(
        a_capture(authorization="111111"), a_capture(day="2026-11-28", authorization="222222"), mode="recurring"
    )
    lines = [a_line(day="2026-11-28", authorization="222222"), a_line(day="2026-11-23", authorization="111111")]

    assert [row.verdict for row in compared(lines, view)] == [MATCHES, MATCHES]


def test_refunds_up_to_what_was_refunded_match_and_spoil_no_capture():
    view = a_view(refunded="10.00", operations=[an_operation("refund", "10.00")])

    assert [row.verdict for row in compared([a_line(), a_line(amount="-10.00", authorization="777777")], view)] == [
        MATCHES,
        MATCHES,
    ]
    assert [row.verdict for row in compared([a_line(), a_line(amount="-10.01")], view)] == [MATCHES, DIFFERS]


def test_a_line_that_stands_twice_is_named_once():
    view = a_view(captured="125.46")

    first, second = compared([a_line(), a_line()], view)

    assert first.verdict == MATCHES
    assert second.details == ("the same line stands in the file before",)


def test_an_acceptance_with_a_fault_vouches_for_no_authorization_number():
    view = a_view(entries=[an_acceptance(authorization="111111", fault="wrong-amount"), an_acceptance()])

    assert only([a_line(authorization="111111")], view)[0] == DIFFERS


def test_a_reference_that_no_order_has_is_said_to_be_unknown_here():
    lines = list(lines_in(io.BytesIO(a_line("ABCDEFGHIJ01").encode())))

    (row,) = matched("ABCDEFGHIJ", lines, None)

    assert row.verdict == UNKNOWN
    assert "cuts references after 12" in row.details[0]
