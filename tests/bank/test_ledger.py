from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bank.account import Account, Capture, Instalment, InstalmentState, Mode, Refund, Renewal
from bank.service_call import ServiceCall
from bank.store import Store
from bank.visits import Visit
from tests.bank.stage import NOON, form

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = Account(
    visit_id="v1",
    mode=Mode.PARTIAL,
    currency="EUR",
    amount=6273,
    authorized=6273,
    authorisation="000000",
    opened_at=NOON,
    expires_at=NOON,
    captures=(Capture(2000, NOON, "000001", "service", (Refund(500, NOON, "000002"),)),),
    instalments=(Instalment(1, date(2026, 3, 10), 2000, InstalmentState.PAID),),
    renewals=(Renewal(1, NOON, "000003", accepted=True),),
    lapsed=True,
)
CALL = ServiceCall(
    NOON, "test", "capture", "POST", "127.0.0.1", {"TPE": "1", "reference": "R1"}, "s", "a", ("r",), "cut"
)


def test_an_account_is_read_as_it_was_written_last(tmp_path: Path) -> None:
    with Store(tmp_path / "bank.db").writing() as rows:
        for name in ("v1", "v2"):
            rows.add_visit(Visit(name, "test", form(name), NOON, ()))
        rows.ledger.put_account(replace(ACCOUNT, captures=(), expires_at=None))
        rows.ledger.put_account(replace(ACCOUNT, visit_id="v2", expires_at=None))
        rows.ledger.put_account(ACCOUNT)

    with Store(tmp_path / "bank.db").reading() as rows:
        assert rows.ledger.account("v1") == ACCOUNT
        assert rows.ledger.account("v3") is None
        assert [account.visit_id for account in rows.ledger.accounts()] == ["v1", "v2"]


def test_calls_are_kept_by_order_and_by_age(tmp_path: Path) -> None:
    with Store(tmp_path / "bank.db").writing() as rows:
        rows.ledger.add_call(CALL)
        rows.ledger.add_call(replace(CALL, platform="production"))
        rows.ledger.add_call(replace(CALL, answer="x" * 20_000))

    with Store(tmp_path / "bank.db").reading() as rows:
        assert rows.ledger.calls_of("test", "1", "R1") == [CALL, replace(CALL, answer="x" * 16_384)]
        assert [len(call.answer) for call in rows.ledger.latest_calls(2)] == [16_384, 1]


def test_a_switch_has_its_default_until_it_is_put(tmp_path: Path) -> None:
    store = Store(tmp_path / "bank.db")
    with store.writing() as rows:
        assert rows.ledger.switch("on", default=True) is True
        rows.ledger.put_switch("on", value=False)

    with store.reading() as rows:
        assert rows.ledger.switch("on", default=True) is False
