"""DynamoDB's units, by the sizes that its documentation gives."""

from __future__ import annotations

import pytest

from bench.units import item_size, reads, writes
from bench.written import index_writes


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"pk": {"S": "order#1"}}, 2 + 7),
        ({"é": {"S": "é"}}, 2 + 2),
        ({"n": {"N": "6273"}}, 1 + 3),
        ({"n": {"N": "-1"}}, 1 + 3),
        ({"n": {"N": "100"}}, 1 + 2),
        ({"b": {"BOOL": True}}, 1 + 1),
        ({"l": {"L": [{"S": "ab"}, {"S": "c"}]}}, 1 + 3 + (1 + 2) + (1 + 1)),
        ({"m": {"M": {"k": {"S": "v"}}}}, 1 + 3 + (1 + 1 + 1)),
    ],
)
def test_an_item_is_as_large_as_its_names_and_values(item, size):
    assert item_size(item) == size


def test_a_write_is_a_unit_a_kilobyte_begun_and_twice_that_in_a_transaction():
    assert [writes(1), writes(1024), writes(1025), writes(1025, transaction=True)] == [1, 1, 2, 4]


def test_a_read_is_a_unit_for_four_kilobytes_begun_and_half_where_it_may_be_stale():
    assert [reads(4096, consistent=True), reads(4097, consistent=True), reads(1, consistent=False)] == [1, 2, 0.5]


def test_an_index_is_written_when_its_keys_change_and_not_when_the_rest_does():
    due, later = ({"work": {"S": "due-0"}, "work_at": {"S": at}} for at in ("1", "2"))

    assert index_writes(None, due) == 1
    assert index_writes(due, {**due, "status": {"S": "paid"}}) == 0
    assert index_writes(due, later) == 2
    assert index_writes(due, {}) == 1
