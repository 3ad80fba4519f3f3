"""Whatever happens, in whatever order: no money too much, nothing asked twice, and the bank's books agree, or a case.

One thread plays it all: what other workers, the bank and the clock do meanwhile happens inside calls and writes.
The bank of this test does what it is asked for before its caller gives up, or it answers.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import OperationRefused, StoreUnavailable
from chalicelib.domain.operating import Request
from chalicelib.domain.reports import BankNotified, CaseResolved, TimePassed
from chalicelib.domain.vocabulary import CaseKind, Mode, OperationKind, OperationStatus, Status
from chalicelib.payments.operate import Operator
from chalicelib.payments.reporting import report
from chalicelib.payments.request_operation import record_wish
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_terminal, an_entry, an_order, euros, terminals
from tests.payments.bank_books import FakeBank, Killed

LEASE, PAUSE = timedelta(seconds=60), timedelta(seconds=120)
DEEPEST = 2
AMOUNT = 10000
NUMBER = "CMD4821"


class ShakenOrders(MemoryOrders):
    """Something may happen around every write."""

    around: Callable[[], None] = staticmethod(lambda: None)

    def write(self, before, after, customer=None):
        self.around()
        super().write(before, after, customer)
        self.around()


class Play:
    """An order at its bank; `meanwhile` is what happens at the next points where something may."""

    def __init__(self, mode, meanwhile):
        self.time = NOW + timedelta(minutes=1)
        self.depth, self.meanwhile = 0, deque(meanwhile)
        order = an_order(mode=mode, amount=euros("100.00"))
        self.reference = order.last_attempt.reference
        self.orders = ShakenOrders({NUMBER: order})
        self.orders.around = self.happen
        self.bank = FakeBank(lambda: self.time, patience=LEASE, meanwhile=self.happen)
        ring = terminals(a_terminal(mode=mode))
        self.operator = Operator(self.orders, self, lambda: ring, LEASE, PAUSE, lambda: self.time)
        self.images = [order]
        self.called = Counter()

    @property
    def order(self):
        return self.orders.stored[NUMBER]

    @property
    def books(self):
        return self.bank.payments.get(self.reference)

    def call(self, service, platform, body):
        """The bank's door, where it is seen that nothing is asked twice and everything only once it is unknown."""
        if service != "status":
            operation = self.order.next_operation
            assert operation.status is OperationStatus.UNKNOWN
            self.called[operation.number] += 1
            assert self.called[operation.number] == 1
        return self.bank.call(service, platform, body)

    def happen(self):
        if self.meanwhile and self.depth < DEEPEST:
            self.step(self.meanwhile.popleft())

    def step(self, step):
        name, *given = step
        if name == "gone" and self.depth:
            raise StoreUnavailable("in the middle")
        if name == "killed" and self.depth:
            raise Killed
        self.depth += 1
        try:
            getattr(self, f"_{name}")(*given)
        except (StoreUnavailable, Killed, OperationRefused):
            pass  # whoever it was tries again later, or does not
        finally:
            self.depth -= 1
        self.images.append(self.order)
        self.holds()

    def holds(self):
        order, books = self.order, self.books
        assert 0 <= order.refunded <= order.captured <= order.authorized <= AMOUNT
        assert order.captured + order.released <= order.authorized
        assert order.reserved(OperationKind.CAPTURE) <= order.uncaptured
        assert order.reserved(OperationKind.CANCELLATION) <= order.uncaptured
        assert order.reserved(OperationKind.REFUND) <= order.captured - order.refunded
        assert not (order.reserved(OperationKind.CAPTURE) and order.reserved(OperationKind.CANCELLATION))
        if books:
            assert books.refunded <= books.captured <= AMOUNT
            assert all(capture.back <= capture.amount for capture in books.captures)

    def _nothing(self):
        pass

    _gone = _killed = _nothing

    def _notified(self, result, amount, which):
        if result == "accepted" and amount == AMOUNT and self.books is None:
            self.bank.authorize(self.reference, AMOUNT, at_once=self.order.mode is Mode.IMMEDIATE)
        entry = an_entry(
            self.order,
            identity=f"{result}-{amount}-{which}",
            result=result,
            amount=euros(f"{amount / 100}"),
            received_at=self.time,
            bank_time=f"2026-11-23T10:31:0{which}",
        )
        report(self.orders, self.order, BankNotified(entry))

    def _wished(self, kind, amount, key):
        record_wish(self.orders, NUMBER, Request(kind, amount, f"{key}", f"{kind}{amount}"), self.time, lambda _: None)

    def _ran(self, back):
        for _ in self.operator.run(self.images[-1 - back % len(self.images)]):
            pass

    def _mishap(self, name):
        self.bank.mishaps.append(name)

    def _moved(self, seconds):
        self.time += timedelta(seconds=seconds)

    def _swept(self):
        for number in self.orders.due(self.time, 10):
            order = report(self.orders, self.orders.order(number), TimePassed(self.time))
            for _ in self.operator.run(order):
                pass

    def _resolved(self):
        for case in self.order.cases:
            report(self.orders, self.order, CaseResolved(case.id, "seen", self.time))

    def heal(self):
        """Nothing breaks any more; what the bank accepted is notified, and the schedule comes by."""
        self.meanwhile.clear()
        self.bank.mishaps.clear()
        if self.books:
            self._notified("accepted", AMOUNT, 0)
        for _ in range(2 * len(self.order.operations) + 3):
            self.time += PAUSE
            self._swept()

    @property
    def agrees(self):
        order, books = self.order, self.books
        if books is None:
            return not order.authorized
        return (order.authorized, order.captured, order.refunded) == (AMOUNT, books.captured, books.refunded) and (
            not order.uncaptured
        ) == books.closed(self.time)

    @property
    def disagreement_open(self):
        return any(case.kind is CaseKind.BANK_DISAGREES and not case.resolved_at for case in self.order.cases)


AMOUNTS = st.none() | st.sampled_from([1, 2500, 5000, 6000, 10000, 10001])
STEPS = st.one_of(
    st.tuples(
        st.just("notified"),
        st.sampled_from(["accepted", "accepted", "refused", "waiting_partner"]),
        st.sampled_from([AMOUNT, AMOUNT, 1]),
        st.integers(0, 2),
    ),
    st.tuples(st.just("wished"), st.sampled_from(OperationKind), AMOUNTS, st.integers(0, 5)),
    st.tuples(st.just("wished"), st.sampled_from(OperationKind), AMOUNTS, st.integers(0, 5)),
    st.tuples(st.just("ran"), st.integers(0, 6) | st.just(0)),
    st.tuples(
        st.just("mishap"),
        st.sampled_from(
            ["", "error after", "cut after", "both after"]
            + [f"{name} {moment}" for moment in ("before", "after") for name in ("silence", "page", "death")],
        ),
    ),
    st.tuples(st.just("moved"), st.sampled_from([1, 29, 30, 61, 121, 3600, 86400, 3 * 86400])),
    st.just(("swept",)),
)
MEANWHILE = st.lists(
    st.just(("nothing",)) | STEPS | st.sampled_from([("gone",), ("killed",), ("resolved",)]), max_size=14
)
PAID = [("notified", "accepted", AMOUNT, 0)]


@settings(max_examples=600)
@given(
    st.sampled_from([Mode.IMMEDIATE, Mode.DEFERRED, Mode.PARTIAL, Mode.PARTIAL]),
    st.sampled_from([[], PAID, PAID, PAID]),
    st.lists(STEPS, min_size=3, max_size=24),
    MEANWHILE,
)
def test_the_bank_s_books_and_ours_agree_in_the_end_or_a_case_is_open(mode, first, steps, meanwhile):
    play = Play(mode, [])
    for step in first:
        play.step(step)
    play.meanwhile.extend(meanwhile)

    for step in steps:
        play.step(step)
    play.heal()

    play.holds()
    if not play.disagreement_open:
        assert play.agrees
        assert play.order.next_operation is None
        assert play.order.status is not Status.AUTHORIZED or not play.books.closed(play.time)


@settings(max_examples=200)
@given(
    st.sampled_from([Mode.IMMEDIATE, Mode.PARTIAL]),
    st.lists(STEPS.filter(lambda step: step[0] != "moved" or step[1] < 60), min_size=3, max_size=24),
    st.lists(st.just(("nothing",)) | st.sampled_from([("gone",), ("killed",)]), max_size=14),
)
def test_where_nobody_is_overtaken_there_is_not_even_a_case(mode, steps, meanwhile):
    play = Play(mode, [])
    play.step(PAID[0])
    play.meanwhile.extend(meanwhile)

    for step in steps:
        play.step(step)
    play.heal()

    assert play.agrees
    assert not play.disagreement_open
    assert play.order.next_operation is None
