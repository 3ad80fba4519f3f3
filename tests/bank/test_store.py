from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bank.cards import card_facts, card_for
from bank.partners import PartnerFacts
from bank.store import StateRefused, Store
from bank.transport import Answer
from bank.visits import Attempt, AttemptState, Message, Visit
from tests.bank.stage import KEY, NOON, form

if TYPE_CHECKING:
    from pathlib import Path

VISIT = Visit("v1", "test", form(), NOON, ())
ATTEMPT = Attempt("a1", "v1", AttemptState.REFUSED, card_facts(card_for("refused"), date(2028, 12, 31), KEY), 1, NOON)
MESSAGE = Message("m1", "v1", "a1", "refused", "a=1&b=%2f", NOON, ())


def test_what_was_written_is_read_by_another_process_s_store(tmp_path: Path) -> None:
    with Store(tmp_path / "deep" / "bank.db").writing() as rows:
        rows.add_visit(VISIT)
        rows.put_attempt(replace(ATTEMPT, decided_at=None))
        rows.put_attempt(ATTEMPT)
        rows.add_message(MESSAGE)

    with Store(tmp_path / "deep" / "bank.db").reading() as rows:
        assert rows.visit("v1") == replace(VISIT, attempts=(ATTEMPT,))
        assert rows.visit_of("test", "0000001", "CMD482101") == rows.visit("v1")
        assert rows.visit_of("production", "0000001", "CMD482101") is None
        assert rows.attempt("a1") == ATTEMPT
        assert rows.message("m1") == rows.message_of("a1") == MESSAGE
        assert rows.messages("v1") == [MESSAGE]
        assert [visit.id for visit in rows.latest_visits(5)] == ["v1"]


def test_an_attempt_that_waited_is_read_back_with_its_latest_message(tmp_path: Path) -> None:
    waiting = Attempt("a1", "v1", AttemptState.WAITING, PartnerFacts("paypal", "partner-waits"), 0, None, NOON)
    store = Store(tmp_path / "bank.db")
    with store.writing() as rows:
        rows.add_visit(VISIT)
        rows.put_attempt(waiting)
        rows.add_message(MESSAGE)
        rows.add_message(replace(MESSAGE, id="m2", label="accepted"))

    with store.reading() as rows:
        assert rows.attempt("a1") == waiting
        latest = rows.message_of("a1")

    assert latest is not None
    assert latest.id == "m2"


def test_a_delivery_is_awaited_until_it_ends(tmp_path: Path) -> None:
    store = Store(tmp_path / "bank.db")
    with store.writing() as rows:
        rows.add_visit(VISIT)
        rows.put_attempt(ATTEMPT)
        rows.add_message(MESSAGE)
        answered = rows.begin_delivery("m1", "POST", "http://shop.example/", NOON)
        failed = rows.begin_delivery("m1", "GET", "http://shop.example/?a=1", NOON)
        assert [delivery.awaited for delivery in rows.messages("v1")[0].deliveries] == [True, True]

        good = rows.end_delivery(answered, 0.5, Answer(200, "ok"), None)
        bad = rows.end_delivery(failed, 30.0, None, "silence")

    assert (good.awaited, good.status, good.answer, good.error) == (False, 200, "ok", None)
    assert (bad.awaited, bad.status, bad.answer, bad.error) == (False, None, "", "silence")


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "bank.db")

    with pytest.raises(RuntimeError), store.writing() as rows:
        rows.add_visit(VISIT)
        raise RuntimeError

    with store.reading() as rows:
        assert rows.visit("v1") is None


def test_a_file_of_another_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    with closing(sqlite3.connect(path)) as old:
        old.execute("CREATE TABLE visit (id TEXT)")
        old.commit()
    before = path.read_bytes()

    with pytest.raises(StateRefused, match="run `make clean`"):
        Store(path)

    assert path.read_bytes() == before


def test_a_file_of_a_later_version_is_refused_too(tmp_path: Path) -> None:
    Store(tmp_path / "bank.db")
    with closing(sqlite3.connect(tmp_path / "bank.db")) as later:
        later.execute("PRAGMA user_version=99")

    with pytest.raises(StateRefused):
        Store(tmp_path / "bank.db")
