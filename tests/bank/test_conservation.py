"""Whatever is asked, in any order: nothing is captured that was not authorised, nor refunded that was not captured."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bank.app import create_app
from tests.bank.services import TPES, Caller, order, settings_of_every_mode
from tests.bank.stage import Clock, Merchant

CENTS = st.one_of(st.sampled_from([3000, 4000, 6273, 6274]), st.integers(0, 7000))
MODES = st.sampled_from(sorted(TPES))


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}EUR"


def cents(text: str) -> int:
    return round(float(text) * 100)


class Books(RuleBasedStateMachine):
    """One merchant and one order a mode; calls are right and wrong about amounts in turn."""

    @initialize()
    def open_the_bank(self) -> None:
        self.folder = TemporaryDirectory()
        self.merchant = Merchant()
        settings_ = settings_of_every_mode(Path(self.folder.name))
        self.client = create_app(settings_, clock=Clock(), send=self.merchant, wait=lambda _: None).test_client()

    @rule(mode=MODES, scenario=st.sampled_from(["paid", "paid-once", "refused"]))
    def pay(self, mode: str, scenario: str) -> None:
        fields = order(mode, mode)
        self.client.post("/control", json={"fields": fields, "scenario": scenario})

    @rule(mode=MODES, take=CENTS, off=st.sampled_from([0, 0, 0, 1, -1]), honest=st.booleans())
    def capture(self, mode: str, take: int, off: int, honest: bool) -> None:
        books = self.books(mode)
        before = cents(books["captured"]) if books and honest else 0
        left = max(0, 6273 - before - take + off)
        answer = Caller(self.client, mode, mode).capture(euros(take), euros(before), euros(left))
        self.is_told(mode, books, "captured", take, answer["cdr"] == "1")

    @rule(mode=MODES)
    def cancel(self, mode: str) -> None:
        books = self.books(mode)
        before = books["captured"] if books else "0"
        answer = Caller(self.client, mode, mode).capture("0EUR", f"{before}EUR", "0EUR")
        self.is_told(mode, books, "captured", 0, answer["cdr"] == "1")

    @rule()
    def stop(self) -> None:
        Caller(self.client, "recurring", "recurring").capture("0EUR", "0EUR", "0EUR", stoprecurrence="OUI")

    @rule(mode=MODES, give=CENTS, off=st.sampled_from([0, 0, 0, 1]), which=st.integers(0, 3), named=st.booleans())
    def refund(self, mode: str, give: int, off: int, which: int, named: bool) -> None:
        books = self.books(mode)
        remittance = {}
        if books and books["captures"] and named:
            capture = books["captures"][which % len(books["captures"])]
            year, month, day = capture["date_remise"].split("-")
            remittance = {"date_remise": f"{day}/{month}/{year}", "num_autorisation": capture["num_autorisation"]}
        possible = euros((cents(books["refundable"]) if books else 0) + off)
        answer = Caller(self.client, mode, mode).refund(euros(give), possible, **remittance)
        self.is_told(mode, books, "refunded", give, answer["cdr"] == "0")

    @rule(days=st.integers(0, 40))
    def let_time_pass(self, days: int) -> None:
        assert self.client.post("/control/clock", json={"advance_days": days}).status_code == 200

    @rule()
    def reset_the_clock(self) -> None:
        self.client.post("/control/clock", json={"reset": True})

    @invariant()
    def money_is_conserved(self) -> None:
        for books in self.all_books():
            captured, refunded = cents(books["captured"]), cents(books["refunded"])
            assert 0 <= refunded <= captured <= cents(books["authorized"])
            assert captured == sum(cents(one["amount"]) for one in books["captures"])
            assert cents(books["left_to_capture"]) <= cents(books["authorized"]) - captured
            for one in books["captures"]:
                assert sum(cents(refund["amount"]) for refund in one["refunds"]) <= cents(one["amount"])
            if books["mode"] != "recurring":
                assert cents(books["authorized"]) <= cents(books["amount"])
            numbers = [one["num_autorisation"] for one in books["captures"]]
            assert len(numbers) == len(set(numbers))

    @invariant()
    def the_merchant_was_told_of_all_that_was_charged_by_itself(self) -> None:
        told = [result for result in self.merchant.results if not result.startswith("Annulation")]
        charged = [one for books in self.all_books() for one in books["captures"] if one["origin"] != "service"]
        waiting = [books for books in self.all_books() if books["mode"] in ("deferred", "partial")]
        assert len(told) == len(charged) + sum(1 for books in waiting if books["authorisation"])

    def is_told(self, mode: str, before: Any, name: str, amount: int, done: bool) -> None:
        """An answer says done exactly when the books moved by the amount asked."""
        after = self.books(mode)
        moved = cents(after[name]) - cents(before[name]) if before else 0
        assert moved == (amount if done else 0)

    def books(self, mode: str) -> Any:
        return next((one for one in self.all_books() if one["reference"] == mode), None)

    def all_books(self) -> Any:
        return self.client.get("/control/books").get_json()["orders"] if hasattr(self, "client") else []

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()


# The full number takes longer than the rest of the bank's tests together.
EXAMPLES = 300 if "GUICHET_LONG_TESTS" in os.environ else 12

Books.TestCase.settings = settings(max_examples=EXAMPLES, stateful_step_count=25, deadline=None)
TestConservation = Books.TestCase
