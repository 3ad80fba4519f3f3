"""A mail that came back is a case, once a kind; the mail service may tell of one more than once, and late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.order import Order
from chalicelib.domain.record import Effect
from chalicelib.domain.reports import CaseResolved, EffectDone, MailReturned
from chalicelib.domain.vocabulary import CaseKind, EffectKind
from tests.domain.entries import kinds
from tests.domain.operations import paid, told
from tests.makers import NOW

BOUNCED, COMPLAINED = CaseKind.MAIL_BOUNCED, CaseKind.MAIL_COMPLAINED
HOUR = timedelta(hours=1)


def returned(order: Order, kind: CaseKind = BOUNCED, at: datetime = NOW + HOUR) -> Order:
    return told(order, MailReturned(kind, at))


@pytest.mark.parametrize("kind", [BOUNCED, COMPLAINED])
def test_a_mail_that_came_back_is_a_case_of_the_time_when_it_did(kind: CaseKind) -> None:
    order = returned(paid(), kind)

    assert (kinds(order), order.cases[0].opened_at, order.version) == ([kind], NOW + HOUR, paid().version + 1)


def test_one_that_is_open_is_enough_of_its_kind() -> None:
    order = returned(paid())

    assert returned(order, at=NOW + 2 * HOUR) is order
    assert kinds(returned(order, COMPLAINED)) == [BOUNCED, COMPLAINED]


def test_what_was_resolved_is_opened_again_only_by_a_mail_that_came_back_later() -> None:
    order = returned(paid())
    resolved = told(order, CaseResolved(order.cases[0].id, "called them", NOW + 3 * HOUR))

    assert returned(resolved) is resolved
    assert returned(resolved, at=NOW) is resolved
    assert kinds(returned(resolved, at=NOW + 2 * HOUR)) == [BOUNCED, BOUNCED]
    both = returned(order, COMPLAINED)
    assert returned(both) is both


def test_what_is_reported_of_one_effect_leaves_the_others() -> None:
    order = paid()
    other = Effect("other", EffectKind.CONFIRMATION_MAIL, NOW)
    order = replace(order, effects={**order.effects, "other": other})

    done = told(order, EffectDone("confirmation", NOW))

    assert list(done.effects) == ["confirmation", "other"]
    assert done.effects["other"] is other
