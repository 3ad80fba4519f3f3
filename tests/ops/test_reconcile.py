from __future__ import annotations

import io
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import BankSilent
from chalicelib.domain.operating import Request, request_operation
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import OperationKind, Status
from chalicelib.payments.bank_desk import BankDesk
from chalicelib.payments.ports import OrderPage
from ops.comparer import Comparer, UnhurriedBank, started
from ops.reconcile import Question, run
from ops.screen import Screen
from ops.stop import CannotLook
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_customer, a_terminal, an_entry, an_order, terminals

PLAIN = Screen({"NO_COLOR": "1"})
LATER = NOW + timedelta(days=1)


def books(state: str, captured: str = "", refunded: str = "0.00EUR") -> bytes:
    remittance = (
        f"<recouvrements><recouvrement><montant>{captured}</montant><date_remise>2026-11-23</date_remise>"
        "<numero_autorisation>654321</numero_autorisation></recouvrement></recouvrements>"
    )
    return (
        f"<etatpaiement><etat>{state}</etat><montantrecouvre>{captured or '0.00EUR'}</montantrecouvre>"
        f"<recredits><total>{refunded}</total></recredits>{remittance if captured else ''}</etatpaiement>"
    ).encode()


PAID = books("PA", "62.73EUR")


@dataclass
class StatusBank:
    """Answers for what it has answers for."""

    answers: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def call(self, service, platform, body):
        assert (service, platform) == ("status", "test")
        (reference,) = parse_qs(body.decode())["reference"]
        self.asked.append(reference)
        if reference not in self.answers:
            raise BankSilent("ReadTimeoutError")
        return self.answers[reference]


def accepted(number: str):
    order = an_order(number=number)
    return decide(order, BankNotified(an_entry(order))).order


@dataclass
class Desk:
    """A store, a bank, and the command over both; `answer` is what is typed."""

    orders: MemoryOrders
    bank: StatusBank
    known: tuple = (a_terminal(),)

    def run(self, *, answer: bytes | None = None, dry: bool = False, as_json: bool = False) -> int:
        desk = BankDesk(self.bank, lambda: terminals(*self.known))
        question = None if dry else Question(io.BytesIO(answer or b""), asks=answer is not None)
        comparer = Comparer(self.orders, desk, lambda: LATER)
        return run(comparer, sorted(self.orders.stored), question, PLAIN, as_json=as_json)


@pytest.fixture
def desk():
    """LOST's notification never came, FINE agrees, OPEN was left by its shopper."""
    orders = [an_order(number="LOST"), accepted("FINE"), an_order(number="OPEN")]
    bank = StatusBank({"LOST01": PAID, "FINE01": PAID, "OPEN01": books("RE")})
    return Desk(MemoryOrders({order.number: order for order in orders}), bank)


def rows(out: str, number: str) -> list[str]:
    return [" ".join(line.split()) for line in out.splitlines() if line.startswith(number)]


def test_a_dry_run_lists_what_differs_and_writes_nothing(desk, capsys):
    assert desk.run(dry=True) == 1

    out = capsys.readouterr().out
    assert "Looked at 3 orders in the bank’s books (état du paiement)." in out
    assert rows(out, "LOST") == ["LOST LOST01 pending PA: paid, captured 62.73 EUR -"]
    assert rows(out, "OPEN") == ["OPEN OPEN01 pending RE: refused -"]
    assert rows(out, "FINE") == []
    assert desk.orders.requests["write"] == 0


def test_what_differs_is_mended_and_the_mail_is_owed(desk, capsys):
    assert desk.run() == 0

    mended = desk.orders.stored["LOST"]
    assert (mended.status, mended.captured) == (Status.PAID, 6273)
    assert [effect.owed for effect in mended.effects.values()] == [True]
    assert desk.orders.stored["OPEN"].status is Status.REFUSED
    assert rows(capsys.readouterr().out.partition("Mended (corrigé):")[2], "LOST") == [
        "LOST LOST01 pending PA: paid, captured 62.73 EUR -"
    ]
    assert desk.bank.asked == ["FINE01", "LOST01", "OPEN01", "LOST01", "OPEN01"]


def test_the_second_time_all_agree(desk, capsys):
    desk.run()
    capsys.readouterr()

    assert desk.run(dry=True) == 0

    assert "No difference was found." in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "status"), [(b"yes\n", 0), (b"y\n", 1), (b"", 1)])
def test_nothing_is_mended_without_a_yes(desk, answer, status, capsys):
    assert desk.run(answer=answer) == status

    assert (desk.orders.stored["LOST"].captured == 6273) == (status == 0)
    printed = capsys.readouterr()
    assert "Mend 2 differences? Type yes to go on: " in printed.err
    assert ("not confirmed: nothing was mended" in printed.err) == bool(status)


def test_an_attempt_that_the_bank_is_silent_about_is_listed_and_left(desk, capsys):
    del desk.bank.answers["OPEN01"]

    assert desk.run() == 1

    assert rows(capsys.readouterr().out, "OPEN") == ["OPEN OPEN01 ReadTimeoutError"]
    assert desk.orders.stored["LOST"].captured == 6273


def test_an_attempt_whose_terminal_is_gone_is_listed_and_stops_nothing(desk, capsys):
    strange = an_order(number="OLD", terminal="7654321")
    desk.orders.stored["OLD"] = strange

    assert desk.run() == 1

    assert "terminal 7654321 on test is not in the secret document" in rows(capsys.readouterr().out, "OLD")[0]
    assert desk.orders.stored["LOST"].captured == 6273


def test_a_bank_that_answers_for_nothing_could_not_be_looked_at(desk, capsys):
    desk.bank.answers.clear()

    with pytest.raises(CannotLook, match="the bank answered for none of 3 orders"):
        desk.run()
    out = capsys.readouterr().out
    assert "Not compared: 3" in out
    assert "No difference" not in out


def test_an_order_with_an_operation_under_way_is_not_compared(desk, capsys):
    wish = Request(OperationKind.REFUND, 1000, "k", "d")
    desk.orders.stored["FINE"], _ = request_operation(desk.orders.stored["FINE"], wish, NOW)

    assert desk.run() == 1

    assert "an operation is under way" in rows(capsys.readouterr().out, "FINE")[0]
    assert "FINE01" not in desk.bank.asked


def test_books_that_hold_less_are_a_case_and_left_for_a_person(desk, capsys):
    desk.bank.answers = {"FINE01": books("PA", "60.00EUR")}
    fine = desk.orders.stored["FINE"]
    long_ago = replace(fine.captures[1], captured_on=NOW.date() - timedelta(days=30))
    desk.orders.stored = {"FINE": replace(fine, captures={1: long_ago})}

    assert desk.run() == 1
    first = capsys.readouterr().out
    assert desk.run() == 1

    assert rows(first, "FINE")[0] == (
        "FINE FINE01 paid, captured 62.73 EUR PA: other sums: look in the portal bank-disagrees"
    )
    for out in (first, capsys.readouterr().out):
        assert "For a person, cases bank-disagrees that are open (ops cases): FINE.1" in out
    assert len(desk.orders.stored["FINE"].cases) == 1


def test_what_was_made_in_the_portal_is_taken_over_and_told(desk, capsys):
    desk.bank.answers["FINE01"] = books("PA", "62.73EUR", "10.00EUR")

    assert desk.run() == 1

    assert desk.orders.stored["FINE"].refunded == 1000
    assert rows(capsys.readouterr().out, "FINE")[0] == (
        "FINE FINE01 paid, captured 62.73 EUR "
        "PA: partially_refunded, captured 62.73 EUR, refunded 10.00 EUR bank-disagrees"
    )


def test_json_is_alone_on_standard_output(desk, capsys):
    assert desk.run(answer=b"yes\n", as_json=True) == 0

    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert (document["orders"], document["not_compared"], document["disputed"]) == (3, [], [])
    assert [found["order"] for found in document["mended"]["differences"]] == ["LOST", "OPEN"]
    nothing = {"refunded": "0.00", "released": "0.00"}
    assert document["differences"][0] == {
        "order": "LOST", "reference": "LOST01", "currency": "EUR", "bank_code": "PA",
        "ours": {"status": "pending", "authorized": "0.00", "captured": "0.00", **nothing},
        "theirs": {"status": "paid", "authorized": "62.73", "captured": "62.73", **nothing},
        "cases": [],
    }  # fmt: skip
    assert "Type yes to go on" in printed.err


def test_calls_are_made_with_pauses_between_them():
    pauses: list[float] = []
    bank = UnhurriedBank(StatusBank({"A01": PAID}), 0.5, pauses.append)

    for _ in range(3):
        bank.call("status", "test", b"reference=A01")

    assert pauses == [0.5, 0.5]


@dataclass
class Pages:
    pages: dict[str, OrderPage]

    def page(self, since, until, status, cursor, limit):
        return self.pages[cursor]


def test_all_pages_are_read_empty_ones_too():
    one, two = an_order(number="ONE"), an_order(number="TWO")
    pages = Pages({"": OrderPage((two,), "a"), "a": OrderPage((), "b"), "b": OrderPage((one,), "")})

    assert list(started(pages, NOW, LATER)) == ["TWO", "ONE"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ((), "give --from and --to, or --order"),
        (("--from", "2026-11-01"), "give --from and --to, or --order"),
        (("--order", "CMD1", "--from", "2026-11-01"), "give --order, or --from and --to"),
        (("--from", "2026-11-02", "--to", "2026-11-01"), "--from is after --to"),
        (("--order", "CMD1", "--pause", "-1"), "--pause is a number of seconds"),
    ],
)
def test_what_cannot_be_done_is_told_with_status_2(ops, local_variables, options, why):
    done = ops("reconcile", *options, "--dry-run", "--local", **local_variables)

    assert (done.status, done.out) == (2, "")
    assert why in done.err


def test_without_a_terminal_it_wants_yes_or_a_dry_run(ops):
    done = ops("reconcile", "--order", "CMD4821")

    assert (done.status, done.out) == (2, "")
    assert "give --yes to mend without a question, or --dry-run" in done.err


def test_an_order_that_is_unknown_is_told(ops, local_variables):
    done = ops("reconcile", "--order", "GONE", "--dry-run", "--local", **local_variables)

    assert (done.status, done.out) == (1, "")
    assert "no order GONE here" in done.err


def test_the_orders_of_the_period_are_those_of_the_table_by_their_day_in_paris(ops, local_store, local_variables):
    noon, night = datetime(2001, 2, 2, 12, tzinfo=UTC), datetime(2001, 2, 2, 23, 30, tzinfo=UTC)
    for number, at in (("REC-1", night), ("REC-2", noon)):
        order = replace(an_order(number=number), created_at=at)
        local_store.create(order, a_customer())

    done = ops("reconcile", "--from", "2001-02-03", "--to", "2001-02-03", "--dry-run", "--local", **local_variables)

    # The terminal of the tests' orders is not one of the local stack's: whom to ask is known, and nobody is asked.
    assert done.status == 2
    assert "REC-1" in done.out
    assert "REC-2" not in done.out
    assert "the bank answered for none of 1 order" in done.err
