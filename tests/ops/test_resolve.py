from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chalicelib.domain.record import Case
from chalicelib.domain.vocabulary import CaseKind
from ops.resolve import settle
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_customer, an_order

CASE = Case("CMD4821.1", CaseKind.WRONG_AMOUNT, "CMD482101", NOW)


def a_store():
    return MemoryOrders({"CMD4821": replace(an_order(), cases=(CASE,))})


def test_a_case_is_resolved_with_its_note_and_the_first_resolution_stands(capsys):
    orders = a_store()

    assert settle(orders, "CMD4821.1", "seen", NOW, as_json=False) == 0
    assert settle(orders, "CMD4821.1", "again", NOW.replace(hour=12), as_json=False) == 0

    case = orders.stored["CMD4821"].cases[0]
    assert (case.resolved_at, case.note) == (NOW, "seen")
    assert capsys.readouterr().out.splitlines() == [
        "Case CMD4821.1 (wrong-amount) is resolved.",
        "Case CMD4821.1 was resolved before, on 2026-11-23 10:30:00 (Paris): seen",
    ]


def test_a_resolution_as_json_is_the_case_as_the_api_shows_it(capsys):
    orders = a_store()

    settle(orders, "CMD4821.1", "seen", NOW, as_json=True)

    document = json.loads(capsys.readouterr().out)
    assert (document["id"], document["state"], document["note"]) == ("CMD4821.1", "resolved", "seen")


@pytest.mark.parametrize("case", ["CMD4821.9", "CMD9.1", "_gone", "", "é"])
def test_a_case_that_is_unknown_is_told(case, capsys):
    assert settle(a_store(), case, "", NOW, as_json=False) == 1
    assert "no case" in capsys.readouterr().err


def test_the_command_resolves_in_the_table_that_the_deployment_names(ops, local_store, local_variables):
    case = replace(CASE, id="RESOLVE-1.1")
    local_store.create(replace(an_order(number="RESOLVE-1"), cases=(case,)), a_customer())

    done = ops("resolve", "RESOLVE-1.1", "--note", "seen", "--local", **local_variables)

    assert done.status == 0
    assert local_store.order("RESOLVE-1").cases[0].note == "seen"
