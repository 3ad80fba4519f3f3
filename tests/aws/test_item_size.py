"""The largest records that our bounds let come about, against the 400 KB that an item of DynamoDB may have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.aws.attribute_values import to_dynamodb
from chalicelib.aws.order_item import order_document
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.operating import MAX_OPERATIONS, MAX_REASON, Request, bounded_by, request_operation
from chalicelib.domain.order import MAX_ATTEMPTS, MAX_CAPTURES, MAX_ENTRIES
from chalicelib.domain.record import MAX_NOTE, Authentication, Capture, Operation
from chalicelib.domain.retention import without_evidence
from chalicelib.domain.vocabulary import CaseKind, OperationKind, OperationStatus
from chalicelib.monetico.notification import MAX_EXTRA_BYTES, MAX_EXTRA_LENGTH
from tests.aws.item_size import LIMIT, item_size
from tests.aws.order_steps import accepted
from tests.makers import NOW, a_customer, an_entry, an_order

NUMBER = "N" * 48


def an_operation(number, letter):
    """With the longest key, reason, label and owner that come in."""
    key = f"{number:0255}"
    return Operation(
        number, OperationKind.REFUND, 10**9, key, "d" * 32, NOW, NOW, OperationStatus.UNKNOWN, "o" * 32, NOW, "-1",
        letter * 80, "a" * 64, letter * MAX_REASON, number,
    )  # fmt: skip


def a_long_entry(order, number, letter):
    size = len(letter.encode())
    fields, rest = divmod(MAX_EXTRA_BYTES, MAX_EXTRA_LENGTH * size + 4)
    extra = {f"{n:04}": letter * MAX_EXTRA_LENGTH for n in range(fields)} | {"more": letter * ((rest - 4) // size)}
    texts = dict.fromkeys(("code", "authorization", "refusal_reason", "refusal_detail"), letter * 64)
    verdict = Authentication(letter * 48, letter * 48, letter * 48)
    return an_entry(
        order, identity=f"{number:024}", authentication=verdict, masked_number="0" * 32, extra=extra, brand=letter * 16,
        method=letter * 32, bank_time="", amount_text=letter * 32, result="refused", **texts,
    )  # fmt: skip


def a_full_order(letter="x", captures=MAX_CAPTURES, operations=MAX_OPERATIONS, entries=MAX_ENTRIES):
    order = an_order(number=NUMBER)
    attempt = order.last_attempt
    return replace(
        order,
        attempts={n: replace(attempt, number=n, reference=f"{NUMBER}{n:02}") for n in range(1, MAX_ATTEMPTS + 1)},
        captures={n: Capture(n, 10**9, NOW.date(), "a" * 12, 10**9, True) for n in range(1, captures + 1)},
        entries=tuple(a_long_entry(order, n, letter) for n in range(entries)),
        operations={n: an_operation(n, letter) for n in range(1, operations + 1)},
    )


def weight(order):
    return item_size(to_dynamodb(order_document(order)))


def with_cases(order, letter):
    """With a case for every message and some more, each resolved with the longest note."""
    for _ in range(MAX_ENTRIES + 10):
        order = order.with_case(CaseKind.UNKNOWN_ATTEMPT, NOW)
    return replace(order, cases=tuple(replace(case, resolved_at=NOW, note=letter * MAX_NOTE) for case in order.cases))


@pytest.mark.parametrize("full", [with_cases(a_full_order("x"), "x"), a_full_order("é")], ids=["plain", "accents"])
def test_the_largest_record_fits_and_is_read_back(store, full):
    """Every list full and every text long, in letters of one byte, or of two without cases."""
    assert weight(full) < LIMIT

    store.create(full, a_customer())

    assert store.order(NUMBER) == full


def test_our_way_to_weigh_is_the_stores(store):
    """To a kilobyte: how much a number or an element weighs is documented as an approximation."""
    order = an_order(number=NUMBER)
    case = order.with_case(CaseKind.UNKNOWN_ORDER, NOW).cases[0]

    def of_weight(wanted):
        bare = weight(replace(order, cases=(replace(case, note="x"),)))
        return replace(order, cases=(replace(case, note="x" * (wanted - bare + 1)),))

    assert weight(of_weight(LIMIT)) == LIMIT
    with pytest.raises(StoreUnavailable):
        store.create(of_weight(LIMIT + 1024), a_customer())
    assert store.create(of_weight(LIMIT - 1024), a_customer()) is None
    assert store.order(NUMBER) == of_weight(LIMIT - 1024)


@pytest.mark.parametrize("customer", [None, a_customer(email="other@example.org")], ids=["alone", "with a customer"])
def test_what_would_be_too_large_is_refused_whole(store, customer):
    """Reasons in emoji weigh four bytes a letter: the bounds count letters, so that such a record may not fit."""
    some = a_full_order("😀", operations=MAX_OPERATIONS // 4, entries=0)
    more = replace(a_full_order("😀"), version=2)
    assert weight(some) < LIMIT < weight(more)
    store.create(some, a_customer())

    with pytest.raises(StoreUnavailable):
        store.write(some, more, customer)

    assert (store.order(NUMBER), store.customer(NUMBER)) == (some, a_customer())


def test_a_wish_and_an_acceptance_still_go_into_a_record_of_the_usual_kind_that_is_full_but_for_them(store):
    """Refunds with a sentence each, of a payment renewed for years, with accents."""
    full = a_full_order("é", operations=MAX_OPERATIONS - 1, entries=0)
    told = {n: replace(o, key=f"{n:036}", reason="Retour boutique, accordé.") for n, o in full.operations.items()}
    captures = {n: replace(capture, refunded=0) for n, capture in full.captures.items()}
    order = replace(full, operations=told, captures=captures, captured=10**12, authorized=10**12)
    store.create(order, a_customer())
    after, wish = request_operation(order, Request(OperationKind.REFUND, 1, "key", "digest"), NOW)

    stored = store.reserve(order, after, wish, bounded_by(order, wish))
    paid = accepted(stored)
    store.write(stored, paid)

    assert (store.order(NUMBER), len(paid.operations)) == (paid, MAX_OPERATIONS)
    assert weight(paid) < LIMIT * 3 / 4


def test_the_evidence_of_a_full_record_goes_in_one_write(store):
    """An UpdateExpression holds four kilobytes of text."""
    full = a_full_order(captures=0, operations=0)
    store.create(full, a_customer())
    bare = full.changed(entries=tuple(map(without_evidence, full.entries)))

    store.write(full, bare)

    assert store.order(NUMBER) == bare
