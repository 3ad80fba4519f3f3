"""What a state of the bank's books says: that the payment was accepted at some time, that nothing more will come."""

from __future__ import annotations

import pytest

from chalicelib.domain.vocabulary import BookState
from tests.domain.operations import some_books

ACCEPTED = {BookState.PAID, BookState.AUTHORIZED}
ENDED = {BookState.CANCELLED, BookState.EXPIRED, BookState.BLOCKED}


@pytest.mark.parametrize("state", BookState)
def test_a_payment_was_accepted_by_its_state_or_where_something_was_captured(state: BookState) -> None:
    assert some_books(None, None, state).accepted is some_books(0, 0, state).accepted is (state in ACCEPTED)
    assert some_books(1, 0, state).accepted


@pytest.mark.parametrize("state", BookState)
def test_a_payment_is_closed_where_it_has_ended_or_is_paid_in_part_at_least(state: BookState) -> None:
    assert some_books(None, None, state).closed is some_books(0, 0, state).closed is (state in ENDED)
    assert some_books(1, 0, state).closed is (state in ENDED | {BookState.PAID})
