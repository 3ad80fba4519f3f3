"""Our type marks are boto3's, for whatever an item may hold."""

from __future__ import annotations

from decimal import Decimal

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.aws.attribute_values import from_dynamodb, to_dynamodb
from chalicelib.domain.vocabulary import Mode

WHOLE = st.integers(-(10**37), 10**37)
SCALARS = st.one_of(
    st.text(),
    st.booleans(),
    st.none(),
    st.binary(max_size=8),
    st.sampled_from(Mode),
    WHOLE,
    st.builds(Decimal, WHOLE),
    st.sets(st.text(), min_size=1, max_size=3),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
DOCUMENTS = st.dictionaries(st.text(), VALUES, max_size=5)


@given(DOCUMENTS)
def test_a_document_is_marked_as_boto3_marks_it(document):
    assert to_dynamodb(document) == TypeSerializer().serialize(document)["M"]


@given(DOCUMENTS)
def test_an_item_is_read_as_boto3_reads_it(document):
    item = TypeSerializer().serialize(document)["M"]
    assert from_dynamodb(item) == TypeDeserializer().deserialize({"M": item})


def test_numbers_are_read_exactly():
    item = {"amount": {"N": "99999999999999999999999999999999999999"}, "share": {"N": "-3.50"}}
    assert from_dynamodb(item) == {"amount": Decimal("9" * 38), "share": Decimal("-3.50")}
    assert {type(value) for value in from_dynamodb(item).values()} == {Decimal}
