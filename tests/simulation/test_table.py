"""The simulated table does what DynamoDB would, and nothing that it does not know."""

from __future__ import annotations

import pytest

from simulation.expressions import Unknown, check_all_used, holds, updated
from simulation.table import Refused, Table

ITEM = {"pk": {"S": "a"}, "n": {"N": "5"}, "l": {"L": [{"N": "1"}]}, "m": {"M": {"x": {"S": "y"}}}}


def given(**values):
    return {"ExpressionAttributeValues": {f":{name}": value for name, value in values.items()}}


@pytest.mark.parametrize(
    ("condition", "value", "wanted"),
    [
        ("n = :v", {"N": "5"}, True),
        ("n = :v", {"S": "5"}, False),
        ("n >= :v", {"N": "10"}, False),
        ("n < :v", {"N": "10"}, True),
        ("size(l) = :v", {"N": "1"}, True),
        ("size(l) < :v", {"N": "1"}, False),
        ("m.x = :v", {"S": "y"}, True),
        ("gone = :v", {"S": "y"}, False),
        ("attribute_not_exists(m.x) OR n <= :v", {"N": "5"}, True),
        ("attribute_not_exists(m.z) AND n <= :v", {"N": "4"}, False),
    ],
)
def test_a_condition_holds_as_dynamodb_says(condition, value, wanted):
    assert holds(condition, given(v=value), ITEM) is wanted


def test_an_update_makes_a_new_item_and_leaves_the_old_one():
    before = {**ITEM}

    after = updated(
        ITEM,
        "SET m.x = :v, l = list_append(l, :l), n = n + :n REMOVE gone",
        given(v={"S": "z"}, l={"L": []}, n={"N": "2"}),
    )

    assert (after["m"], after["n"]) == ({"M": {"x": {"S": "z"}}}, {"N": "7"})
    assert before == ITEM


@pytest.mark.parametrize(
    "expression",
    ["SET n = if_not_exists(n, :v)", "SET n = other + :v", "SET q.r = :v", "SET l[7] = :v", "DELETE n :v",
     "SET n = :v, n = :v", "SET m = :v, m.x = :v", "SET gone = list_append(gone, :v)"],
)  # fmt: skip
def test_what_dynamodb_would_refuse_or_is_not_known_here_is_an_error(expression):
    with pytest.raises(Unknown):
        updated(ITEM, expression, given(v={"N": "1"}))


@pytest.mark.parametrize("condition", ["contains(l, :v)", "n <> :v", "NOT n = :v"])
def test_a_condition_that_is_not_known_is_an_error(condition):
    with pytest.raises(Unknown):
        holds(condition, given(v={"N": "1"}), ITEM)


def test_values_that_no_expression_uses_are_refused():
    with pytest.raises(Unknown):
        check_all_used(given(v={"N": "1"}, w={"N": "1"}), "n = :v")


def test_all_actions_are_done_or_none_and_the_old_items_come_back():
    written = []
    table = Table(lambda: 0.0, written.append)
    table.change([{"Item": ITEM}])
    actions = [{"Item": {"pk": {"S": "b"}}}, {"Item": ITEM, "ConditionExpression": "attribute_not_exists(pk)"}]

    with pytest.raises(Refused) as refused:
        table.change(actions)

    assert (refused.value.items, refused.value.failed) == ([None, ITEM], [False, True])
    assert (list(table.items), len(written)) == (["a"], 1)


def test_an_index_tells_what_stood_some_seconds_ago():
    time = [0.0]
    table = Table(lambda: time[0], lambda write: None)
    for moment, due in ((0.0, "1"), (10.0, "2")):
        time[0] = moment
        table.change([{"Item": {**ITEM, "work": {"S": "w"}, "work_at": {"S": due}}}])

    said = [table.query("work", "w", lag, lambda item: True, forward=True)[0]["work_at"]["S"] for lag in (5.0, 0.0)]

    assert said == ["1", "2"]
