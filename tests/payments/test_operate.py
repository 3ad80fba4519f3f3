"""Operations at the bank: each asked once, whatever breaks, and the money as in the bank's books, or a case."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import SettingsError, StoreUnavailable
from chalicelib.domain.operating import Request
from chalicelib.domain.order import Order
from chalicelib.domain.reports import BankNotified, OperationAnswered, OperationAsked
from chalicelib.domain.vocabulary import CaseKind, Mode, OperationKind, OperationStatus, Status
from chalicelib.payments.operate import Operator
from chalicelib.payments.reporting import report
from chalicelib.payments.request_operation import record_wish
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_terminal, an_entry, an_order, euros, terminals
from tests.payments.bank_books import Books, FakeBank, Killed

CAPTURE, REFUND, CANCELLATION = OperationKind.CAPTURE, OperationKind.REFUND, OperationKind.CANCELLATION
UNKNOWN, DONE, REFUSED = OperationStatus.UNKNOWN, OperationStatus.DONE, OperationStatus.REFUSED
LEASE, PAUSE = timedelta(seconds=60), timedelta(seconds=120)


@dataclass
class TroubledOrders(MemoryOrders):
    """Each write has a number; what is planned before or after it happens there."""

    plan: dict = field(default_factory=dict)
    turns: count = field(default_factory=lambda: count(1))

    def write(self, before, after, customer=None):
        turn = next(self.turns)
        self.plan.get((turn, "before"), lambda: None)()
        super().write(before, after, customer)
        self.plan.get((turn, "after"), lambda: None)()


@dataclass
class World:
    """A shop's order at its bank, with a clock that is moved by hand."""

    mode: Mode = Mode.PARTIAL
    time = NOW + timedelta(minutes=1)
    orders: TroubledOrders = field(default_factory=TroubledOrders)
    keys: count = field(default_factory=count)

    def __post_init__(self):
        order = an_order(mode=self.mode, amount=euros("100.00"))
        self.bank = FakeBank(lambda: self.time)
        self.books: Books = self.bank.authorize(
            order.last_attempt.reference, 10000, at_once=self.mode is Mode.IMMEDIATE
        )
        self.orders.stored[order.number] = decide(order, BankNotified(an_entry(order))).order
        self.terminals = terminals(a_terminal(mode=self.mode))
        self.operator = Operator(self.orders, self.bank, lambda: self.terminals, LEASE, PAUSE, lambda: self.time)

    @property
    def order(self) -> Order:
        return self.orders.stored["CMD4821"]

    def wish(self, kind, amount=None):
        key = f"key-{next(self.keys)}"
        return record_wish(self.orders, "CMD4821", Request(kind, amount, key, key), self.time)

    def run(self, order=None):
        return [ran.status for ran in self.operator.run(order or self.order)]

    def do(self, kind, amount=None):
        self.wish(kind, amount)
        return self.run()

    def heal(self):
        """Everything works again; the schedule comes by."""
        self.orders.plan.clear()
        self.bank.mishaps.clear()
        for _ in range(5):
            self.time += PAUSE
            self.run()

    def agrees(self):
        order, books = self.order, self.books
        return (order.captured, order.refunded) == (books.captured, books.refunded) and (
            (order.uncaptured == 0) == books.closed(self.time)
        )


def raising(error):
    def act():
        raise error

    return act


def amounts(fields, *names):
    return [fields[f"montant_{name}"] for name in names]


# As it should be


def test_captures_of_part_carry_the_running_totals_and_the_last_one_closes():
    world = World()

    for amount in (6000, 1000, None):
        assert world.do(CAPTURE, amount) == [DONE]

    assert [amounts(asked, "a_capturer", "deja_capture", "restant") for asked in world.bank.asked("capture")] == [
        ["60.00EUR", "0EUR", "40.00EUR"],
        ["10.00EUR", "60.00EUR", "30.00EUR"],
        ["30.00EUR", "70.00EUR", "0EUR"],
    ]
    assert (world.order.status, world.agrees(), world.bank.refusals) == (Status.PAID, True, [])


def test_the_rest_is_cancelled_after_a_capture_of_part():
    world = World()
    world.do(CAPTURE, 6000)

    assert world.do(CANCELLATION) == [DONE]

    assert amounts(world.bank.asked("capture")[1], "a_capturer", "deja_capture", "restant") == [
        "0EUR",
        "60.00EUR",
        "0EUR",
    ]
    assert (world.order.status, world.books.cancelled, world.agrees()) == (Status.PAID, True, True)


def test_a_cancellation_of_everything_leaves_nothing_at_the_bank():
    world = World()

    assert world.do(CANCELLATION) == [DONE]
    assert (world.order.status, world.books.closed(world.time), world.books.captured) == (Status.CANCELLED, True, 0)


@pytest.mark.parametrize("mode", [Mode.IMMEDIATE, Mode.DEFERRED, Mode.PARTIAL])
def test_refunds_say_what_could_still_be_refunded_before_them(mode):
    world = World(mode)
    if mode is not Mode.IMMEDIATE:
        world.do(CAPTURE)

    for amount in (3000, 1, None):
        assert world.do(REFUND, amount) == [DONE]

    assert [amounts(asked, "recredit", "possible") for asked in world.bank.asked("refund")] == [
        ["30.00EUR", "100.00EUR"],
        ["0.01EUR", "70.00EUR"],
        ["69.99EUR", "69.99EUR"],
    ]
    assert all("date_remise" not in asked for asked in world.bank.asked("refund"))
    assert (world.order.status, world.agrees(), world.bank.refusals) == (Status.REFUNDED, True, [])


def test_with_several_captures_a_refund_names_day_and_authorization_of_one():
    world = World()
    world.do(CAPTURE, 6000)
    world.time += timedelta(days=1)
    world.do(CAPTURE, 4000)

    for amount in (5000, 3000, 1000):
        assert world.do(REFUND, amount) == [DONE]

    first, second = world.books.captures
    named = [(asked["date_remise"], asked["num_autorisation"]) for asked in world.bank.asked("refund")]
    assert named == [("23/11/2026", first.authorization), ("24/11/2026", second.authorization), named[0]]
    assert ((first.back, second.back), world.agrees()) == ((6000, 3000), True)


def test_a_refund_recorded_before_a_second_capture_still_finds_its_capture():
    world = World()
    world.do(CAPTURE, 6000)
    world.wish(CAPTURE, 4000)
    world.wish(REFUND, 5000)

    assert world.run() == [DONE, DONE]
    assert world.do(REFUND, 4000) == [DONE]
    assert (world.agrees(), world.bank.refusals) == (True, [])


def test_the_day_of_remittance_is_the_one_in_paris():
    world = World()
    world.time = NOW.replace(hour=23, minute=30)  # half past midnight in Paris
    world.do(CAPTURE, 6000)
    world.do(CAPTURE, 4000)

    assert world.do(REFUND, 1000) == [DONE]
    assert world.bank.asked("refund")[0]["date_remise"] == "24/11/2026"


def test_operations_asked_for_at_once_go_one_after_the_other_in_their_order():
    world = World()
    for amount in (1000, 2000, 3000):
        world.wish(CAPTURE, amount)

    assert world.run() == [DONE, DONE, DONE]
    assert [amounts(asked, "a_capturer")[0] for asked in world.bank.asked("capture")] == [
        "10.00EUR",
        "20.00EUR",
        "30.00EUR",
    ]


def test_an_operation_is_unknown_in_the_record_before_the_bank_is_called():
    world = World()
    seen = []
    world.bank.meanwhile = lambda: seen.append(world.order.operations[1].status)

    world.do(CAPTURE)

    assert seen == [UNKNOWN, UNKNOWN]


def test_what_the_bank_refuses_is_refused_with_its_words():
    world = World()
    world.books.cancelled = True

    assert world.do(CAPTURE, 6000) == [REFUSED]
    operation = world.order.operations[1]
    assert (operation.code, operation.label, world.order.capturable) == ("0", "commande expiree", 10000)


# Delivered again, at once, late


def test_delivered_again_an_image_asks_nothing_again():
    world = World()
    world.wish(CAPTURE, 6000)
    image = world.order
    world.run(image)

    assert (world.run(image), world.run(image), len(world.bank.calls)) == ([], [], 1)


def test_of_many_workers_at_once_one_calls():
    world = World()
    world.wish(CAPTURE, 6000)
    image = world.order

    with ThreadPoolExecutor(16) as pool:
        endings = list(pool.map(lambda _: world.run(image), range(32)))

    assert sorted(endings) == [[]] * 31 + [[DONE]]
    assert len(world.bank.calls) == 1


def test_another_operation_asked_for_meanwhile_waits_and_is_then_taken_by_the_same_worker():
    world = World()
    asked = []

    def wish_once():
        if not asked:
            asked.append(world.wish(CAPTURE, 1000))
            assert world.run() == []

    world.wish(CAPTURE, 6000)
    world.bank.meanwhile = wish_once

    assert world.run() == [DONE, DONE]
    assert (world.order.captured, world.agrees()) == (7000, True)


def test_a_worker_that_is_late_before_the_call_does_not_call():
    world = World()
    world.wish(CAPTURE, 6000)
    world.orders.plan[2, "after"] = lambda: setattr(world, "time", world.time + LEASE / 2)

    assert world.run() == [UNKNOWN]
    assert world.bank.calls == []
    world.heal()
    assert (world.order.operations[1].status, world.agrees()) == (REFUSED, True)


def test_an_operation_without_its_terminal_s_key_waits_unmarked_and_is_done_once_it_is_back():
    world = World()
    world.wish(CAPTURE, 6000)
    kept, world.terminals = world.terminals, terminals(a_terminal(tpe="7654321"))
    with pytest.raises(SettingsError):
        world.run()
    assert (world.bank.asked("capture"), world.order.operations[1].status) == ([], OperationStatus.REQUESTED)

    world.terminals = kept
    world.heal()
    assert (len(world.bank.asked("capture")), world.order.operations[1].status) == (1, DONE)


# Whatever breaks

MISHAPS = [
    f"{name} {moment}"
    for moment in ("before", "after")
    for name in ("silence", "page", "death")
] + ["error after", "cut after", "both after"]  # fmt: skip
KINDS = {
    "a capture of part": (Mode.PARTIAL, CAPTURE, 6000, None),
    "the last capture": (Mode.PARTIAL, CAPTURE, None, 6000),
    "a cancellation": (Mode.PARTIAL, CANCELLATION, None, None),
    "a cancellation of the rest": (Mode.PARTIAL, CANCELLATION, None, 6000),
    "a deferred capture": (Mode.DEFERRED, CAPTURE, None, None),
    "a refund": (Mode.IMMEDIATE, REFUND, 3000, None),
    "a refund of all": (Mode.PARTIAL, REFUND, None, 6000),
}


def prepared(kind):
    mode, wished, amount, first = KINDS[kind]
    world = World(mode)
    if first:
        world.do(CAPTURE, first)
    world.bank.calls.clear()
    world.orders.turns = count(1)
    return world, lambda: world.wish(wished, amount)


def struggle(world):
    try:
        world.run()
    except (Killed, StoreUnavailable):
        return


def asked_once_and_agreed(world):
    tried = Counter(service for service, _ in world.bank.calls)
    assert tried["capture"] + tried["refund"] <= 1
    assert world.order.next_operation is None
    assert (world.agrees(), world.order.cases) == (True, ())


@pytest.mark.parametrize("mishap", MISHAPS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_call_that_goes_wrong_is_settled_by_the_books_and_never_made_again(kind, mishap):
    world, wish = prepared(kind)
    wish()
    world.bank.mishaps.append(mishap)

    struggle(world)
    assert world.order.next_operation.status is UNKNOWN
    world.run()
    world.heal()

    asked_once_and_agreed(world)
    number = max(world.order.operations)
    assert world.order.operations[number].status is (DONE if mishap.endswith("after") else REFUSED)


@pytest.mark.parametrize("error", [Killed(), StoreUnavailable("gone")], ids=["death", "store gone"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("turn", [2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_that_breaks_off_at_any_write_leaves_nothing_asked_twice(kind, turn, moment, error):
    world, wish = prepared(kind)
    wish()
    image = world.order
    world.orders.plan[turn, moment] = raising(error)

    struggle(world)
    struggle(world)  # the stream delivers again
    world.run(image)
    world.heal()

    asked_once_and_agreed(world)


@pytest.mark.parametrize("turn", [2, 3, 4])
@pytest.mark.parametrize("mishap", ["", *MISHAPS])
@pytest.mark.parametrize("kind", KINDS)
def test_a_record_that_changes_at_any_write_costs_no_money(kind, mishap, turn):
    world, wish = prepared(kind)
    wish()
    entry = an_entry(world.order, identity="another", amount=euros("1.00"), authorization="9")
    world.orders.plan[turn, "before"] = lambda: world.orders.stored.update(
        CMD4821=decide(world.order, BankNotified(entry)).order
    )
    world.bank.mishaps.append(mishap)

    struggle(world)
    world.heal()

    assert [case.kind for case in world.order.cases] in ([], [CaseKind.WRONG_AMOUNT])
    assert (world.agrees(), world.order.next_operation) == (True, None)
    assert len(world.bank.asked("capture")) + len(world.bank.asked("refund")) == 1


@pytest.mark.parametrize("mishap", ["silence before", "silence after", "page after", "cut after", "death after"])
def test_a_status_that_fails_is_asked_again_and_settles_nothing(mishap):
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.extend(["silence after", mishap, mishap])

    struggle(world)
    for _ in range(2):
        world.time += PAUSE
        struggle(world)
        assert world.order.operations[1].status is UNKNOWN
    world.heal()

    asked_once_and_agreed(world)
    assert world.order.refunded == 3000


def test_the_status_is_asked_no_more_often_than_it_is_due():
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.extend(["silence after", "silence after"])
    world.run()

    world.run()
    assert len(world.bank.asked("status")) == 0
    world.time += PAUSE
    world.run()
    world.run()
    assert len(world.bank.asked("status")) == 1


def test_a_status_that_names_no_amounts_settles_nothing():
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.append("silence after")
    world.run()
    world.bank._status = lambda books: b"<etatpaiement><etat>PA</etat></etatpaiement>"
    world.time += PAUSE

    assert world.run() == []
    assert (world.order.operations[1].status, world.order.refundable) == (UNKNOWN, 7000)


def test_a_bank_that_stays_silent_for_an_hour_is_a_case():
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.extend(["silence after"] * 100)
    for _ in range(40):
        world.run()
        world.time += PAUSE

    assert [case.kind for case in world.order.cases] == [CaseKind.BANK_DISAGREES]
    world.heal()
    assert (world.order.refunded, world.agrees()) == (3000, True)


def test_the_next_operation_waits_for_the_books_and_then_goes():
    world = World()
    world.wish(CAPTURE, 6000)
    world.wish(CAPTURE, 4000)
    world.bank.mishaps.append("silence after")

    assert world.run() == [UNKNOWN]
    world.time += PAUSE
    assert world.run() == [DONE, DONE]
    assert (world.order.status, world.agrees(), world.bank.refusals) == (Status.PAID, True, [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("done_in_time", [True, False])
def test_an_answer_after_the_lease_and_the_books_changes_nothing_or_is_a_case(kind, done_in_time):
    world, wish = prepared(kind)
    wish()
    calls = count()

    def overtaken():
        if next(calls) == (1 if done_in_time else 0):
            world.time += LEASE
            world.run()

    world.bank.meanwhile = overtaken

    world.run()

    world.bank.meanwhile = lambda: None
    world.heal()
    assert world.order.next_operation is None
    assert len(world.bank.asked("capture")) + len(world.bank.asked("refund")) == 1
    kinds = [case.kind for case in world.order.cases]
    assert (world.agrees(), kinds) == ((True, []) if done_in_time else (False, [CaseKind.BANK_DISAGREES]))


def test_what_staff_did_at_the_bank_itself_is_a_case_once_something_is_settled():
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.append("silence after")
    world.run()
    world.books.captures[0].back += 500
    world.heal()

    assert [case.kind for case in world.order.cases] == [CaseKind.BANK_DISAGREES]
    assert world.order.operations[1].status is UNKNOWN


def test_reports_about_an_order_that_is_gone_are_nothing():
    world = World()
    world.wish(CAPTURE, 6000)
    image = world.orders.stored.pop("CMD4821")

    assert world.run(image) == []
    assert report(world.orders, image, OperationAsked(1, "a", world.time, LEASE)) is None
    assert world.bank.calls == []


def test_a_report_of_nothing_new_writes_nothing():
    world = World()
    order = world.order
    world.orders.requests.clear()

    assert report(world.orders, order, OperationAnswered(7, True, NOW, NOW)) is order
    assert not world.orders.requests
