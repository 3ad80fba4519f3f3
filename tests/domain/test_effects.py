from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from chalicelib.domain.decisions import decide
from chalicelib.domain.effects import MAX_TRIES
from chalicelib.domain.order import Order
from chalicelib.domain.record import Effect
from chalicelib.domain.reports import EffectClaimed, EffectDone, EffectFailed, Report
from chalicelib.domain.vocabulary import CaseKind, Status
from tests.domain.entries import accepted, after
from tests.makers import NOW, an_order

LEASE = timedelta(seconds=60)
DUE = NOW + timedelta(minutes=1)
LONG = timedelta(days=1)


def paid() -> Order:
    order = an_order()
    return after(order, accepted(order, 1))


def told(order: Order, report: Report) -> Order:
    decision = decide(order, report)
    assert decision.aside is None
    assert decision.order is not None
    return decision.order


def mail(order: Order) -> Effect:
    return order.effects["confirmation"]


def claimed(order: Order, now: datetime = DUE, owner: str = "a") -> Order:
    return told(order, EffectClaimed("confirmation", owner, now, LEASE))


def failed(order: Order, owner: str = "a", now: datetime = DUE, final: bool = False) -> Order:
    return told(order, EffectFailed("confirmation", owner, now, "mailbox on fire", final))


def postponed(times: int) -> Order:
    """The order after so many tries that failed, each made as soon as it was due."""
    order = paid()
    for _ in range(times):
        now = mail(order).due_at
        order = failed(claimed(order, now), now=now)
    return order


def test_an_effect_is_claimed_for_the_length_of_the_lease() -> None:
    order = paid()

    taken = claimed(order)

    assert (mail(taken).owner, mail(taken).tries, mail(taken).due_at) == ("a", 1, DUE + LEASE)
    assert mail(taken).owed
    assert taken.version == order.version + 1


def test_an_effect_is_not_claimed_before_it_is_due() -> None:
    order = paid()

    assert claimed(order, DUE - timedelta(seconds=1)) is order


def test_nobody_takes_what_another_holds_until_the_lease_ends() -> None:
    taken = claimed(paid())

    assert claimed(taken, DUE + LEASE - timedelta(seconds=1), "b") is taken
    assert mail(claimed(taken, DUE + LEASE, "b")).owner == "b"
    assert mail(claimed(taken, DUE + LEASE, "b")).tries == 2


def test_an_effect_that_is_done_is_owed_no_more() -> None:
    done = told(claimed(paid()), EffectDone("confirmation", DUE))

    assert (mail(done).done_at, mail(done).owner, mail(done).owed) == (DUE, "", False)
    assert claimed(done, DUE + LONG, "b") is done
    assert failed(done) is done
    assert told(done, EffectDone("confirmation", DUE + LONG)) is done


def test_what_happened_has_happened_whoever_holds_the_lease_by_then() -> None:
    taken_over = claimed(claimed(paid()), DUE + LEASE, "b")

    assert mail(told(taken_over, EffectDone("confirmation", DUE + LEASE))).done_at == DUE + LEASE


def test_a_failure_postpones_and_lets_go() -> None:
    order = failed(claimed(paid()))

    assert (mail(order).due_at, mail(order).owner, mail(order).tries) == (DUE + timedelta(seconds=30), "", 1)
    assert mail(order).owed
    assert order.cases == ()


def test_a_failure_of_someone_who_lost_the_lease_is_nothing() -> None:
    taken_over = claimed(claimed(paid()), DUE + LEASE, "b")

    assert failed(taken_over, "a") is taken_over
    assert failed(taken_over, "a", final=True) is taken_over


def test_a_failure_told_twice_counts_once() -> None:
    order = failed(claimed(paid()))

    assert failed(order) is order


def test_the_pauses_grow_twofold_to_six_hours() -> None:
    pauses = [mail(postponed(times)).due_at - mail(postponed(times - 1)).due_at for times in range(1, MAX_TRIES)]

    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 240)]
    assert all(later == min(2 * earlier, timedelta(hours=6)) for earlier, later in pairwise(pauses))
    assert pauses[-1] == timedelta(hours=6)
    assert timedelta(days=2) < sum(pauses, timedelta()) < timedelta(days=4)


def test_the_last_try_that_fails_is_given_up_with_a_case() -> None:
    order = postponed(MAX_TRIES)

    assert (mail(order).tries, mail(order).failed, mail(order).owed) == (MAX_TRIES, "mailbox on fire", False)
    [case] = order.cases
    assert (case.id, case.kind, case.reference, case.entry) == ("CMD4821.1", CaseKind.MAIL_FAILED, "CMD482101", "")
    assert mail(postponed(MAX_TRIES - 1)).owed


def test_a_final_failure_is_given_up_at_once() -> None:
    order = failed(claimed(paid()), final=True)

    assert (mail(order).tries, mail(order).failed, mail(order).owner) == (1, "mailbox on fire", "")
    assert [(case.kind, case.opened_at) for case in order.cases] == [(CaseKind.MAIL_FAILED, DUE)]
    assert claimed(order, DUE + LONG) is order


def test_tries_that_all_ended_in_a_crash_are_given_up_by_the_next_claim() -> None:
    order, now = paid(), DUE
    for _ in range(MAX_TRIES):
        order, now = claimed(order, now), now + LEASE
    assert (mail(order).tries, mail(order).owed) == (MAX_TRIES, True)

    given_up = claimed(order, now, "b")

    assert (mail(given_up).failed, mail(given_up).owner, mail(given_up).owed) == ("tries used up", "", False)
    assert [case.kind for case in given_up.cases] == [CaseKind.MAIL_FAILED]


def test_an_effect_given_up_leaves_the_order_paid() -> None:
    order = failed(claimed(paid()), final=True)

    assert (order.status, order.captured) == (Status.PAID, 6273)


def test_reports_on_an_effect_that_is_not_owed_are_nothing() -> None:
    order = an_order()

    assert claimed(order) is order
    assert failed(order) is order
    assert told(order, EffectDone("confirmation", NOW)) is order
    assert told(paid_order := paid(), EffectDone("other", NOW)) is paid_order


def test_a_failure_of_an_effect_that_nobody_claimed_changes_nothing() -> None:
    order = after(an_order(), accepted(an_order()))

    assert decide(order, EffectFailed("confirmation", "", NOW, "never claimed")).order is order


def test_a_mail_that_went_although_it_was_given_up_is_done() -> None:
    order = after(an_order(), accepted(an_order()))
    for n in range(MAX_TRIES + 1):
        claim = EffectClaimed("confirmation", f"worker-{n}", NOW + timedelta(hours=n + 1), timedelta(minutes=1))
        order = decide(order, claim).order or order
    assert order.effects["confirmation"].failed

    done = decide(order, EffectDone("confirmation", NOW + timedelta(days=2))).order

    assert done is not None
    assert (done.effects["confirmation"].done_at, done.effects["confirmation"].failed) == (NOW + timedelta(days=2), "")
