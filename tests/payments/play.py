"""An order at its bank, and whatever may happen to both: one thread plays it all.

What other workers, the bank and the clock do meanwhile happens inside calls and writes. The bank of this play does
what it is asked for before its caller gives up, or it answers.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta

from chalicelib.domain.errors import OperationRefused, Stale, StartRefused, StoreUnavailable
from chalicelib.domain.operating import Request
from chalicelib.domain.reports import BrowserReturned, CaseResolved, TimePassed
from chalicelib.domain.starting import PARIS, resume
from chalicelib.domain.vocabulary import Mode, OperationKind, OperationStatus
from chalicelib.monetico.codes import instalment_in, result_of
from chalicelib.payments.bank_desk import BankDesk
from chalicelib.payments.operate import Operator
from chalicelib.payments.read_books import Reader
from chalicelib.payments.reconcile import reconcile
from chalicelib.payments.record_notification import record_entry
from chalicelib.payments.reporting import report
from chalicelib.payments.request_operation import record_wish
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_terminal, a_wish, an_entry, an_order, euros, terminals
from tests.payments.bank_books import FakeBank, Killed
from tests.payments.bank_payment import Said, paid
from tests.payments.world import LEASE, PAUSE

DEEPEST = 2
AMOUNT, PARTS = 10000, (4000, 3000, 3000)
NUMBER = "CMD4821"
ONCE = (Mode.IMMEDIATE, Mode.DEFERRED, Mode.PARTIAL)


class ShakenOrders(MemoryOrders):
    """Something may happen around every write."""

    around: Callable[[], None] = staticmethod(lambda: None)

    def write(self, before, after, customer=None):
        self.around()
        super().write(before, after, customer)
        self.around()


class Play:
    """`meanwhile` is what happens at the next points where something may; `post` is what the bank has notified."""

    def __init__(self, mode, *, captures_itself=False, numbered=True):
        self.time = NOW + timedelta(minutes=1)
        self.depth, self.meanwhile = 0, deque()
        self.captures_itself = captures_itself and mode is Mode.DEFERRED
        self.numbered, self.card_accepts = numbered, True
        self.wish = a_wish(mode=mode, amount=euros("100.00"), instalments=PARTS if mode is Mode.SPLIT else ())
        order = an_order(mode=mode, amount=self.wish.amount, instalments=self.wish.instalments)
        self.orders = ShakenOrders({NUMBER: order})
        self.orders.around = self.happen
        self.bank = FakeBank(lambda: self.time, patience=LEASE, meanwhile=self.happen)
        self.desk = BankDesk(self, lambda: terminals(a_terminal(mode=mode)))
        self.operator = Operator(self.orders, self.desk, LEASE, PAUSE, lambda: self.time)
        self.reader = Reader(self.orders, self.desk, PAUSE, lambda: self.time)
        self.images, self.called = [order], Counter()
        self.post, self.lied, self.in_portal = [], False, set()

    @property
    def order(self):
        return self.orders.stored[NUMBER]

    @property
    def books(self):
        return self.bank.payments.get(self.order.paying_attempt.reference)

    def call(self, service, platform, body):
        """The bank's door, where it is seen that no money is asked for twice, and only once it is unknown."""
        if service != "status" and b"stoprecurrence" not in body:
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
        except (StoreUnavailable, Stale, Killed, OperationRefused, StartRefused):
            pass  # whoever it was may try again
        finally:
            self.depth -= 1
        self.images.append(self.order)
        self.holds()

    def holds(self):
        order, before = self.order, self.images[-2] if len(self.images) > 1 else self.images[0]
        assert 0 <= order.refunded <= order.captured <= order.authorized
        assert order.captured + order.released <= order.authorized
        assert order.authorized <= AMOUNT or order.mode is Mode.RECURRING
        assert sum(capture.amount for capture in order.captures.values()) == order.captured
        assert sum(capture.refunded for capture in order.captures.values()) == order.refunded
        assert all(0 <= capture.refunded <= capture.amount for capture in order.captures.values())
        assert (before.captured, before.refunded) <= (order.captured, order.captured)
        assert order.reserved(OperationKind.CAPTURE) <= order.uncaptured or self.lied
        assert order.reserved(OperationKind.REFUND) <= order.captured - order.refunded or self.lied
        for books in self.bank.payments.values():
            assert books.refunded <= books.captured

    # What shoppers, their bank and its portal do

    def _paid(self, attempt):
        """Somebody pays at the bank's page, which takes every reference once."""
        named = self.order.attempts.get(attempt)
        if named is None or named.reference in self.bank.payments:
            return
        books, said = paid(self.order, named, self.time)
        books.captures_itself = self.captures_itself
        self.bank.payments[named.reference] = books
        self.post.append((named.reference, said))

    def _declined(self, attempt):
        named = self.order.attempts.get(attempt)
        if named and named.reference not in self.bank.payments:
            self.bank.pages[named.reference] = "RE"
            self.post.append((named.reference, Said("Annulation", self.time, "")))

    def _card(self, accepts):
        self.card_accepts = accepts

    def _portal(self, amount):
        """Staff refund in the bank's own portal."""
        for name, books in self.bank.payments.items():
            for capture in books.captures:
                if capture.back + amount <= capture.amount:
                    capture.back, self.lied = capture.back + amount, True
                    self.in_portal.add(name)
                    return

    def _moved(self, moved):
        self.time += moved
        for reference, books in self.bank.payments.items():
            self.post += [(reference, said) for said in books.fall_due(self.time, accepts=self.card_accepts)]

    # What reaches us

    def _delivered(self, which):
        if self.post:
            record_entry(self._entry(*self.post[which % len(self.post)]), self.orders)

    def _entry(self, reference, said):
        number = said.authorization if self.numbered else "000000"
        return an_entry(
            self.order,
            identity=f"{reference}|{said.code}|{said.at}|{number}",
            reference=reference,
            code=said.code,
            result=result_of(said.code)[0],
            instalment=instalment_in(said.code),
            instalment_amount=euros(f"{said.part / 100}") if said.part else None,
            bank_time=f"{said.at.astimezone(PARIS):%Y-%m-%dT%H:%M:%S}",
            authorization=number,
            received_at=self.time,
        )

    def _odd(self, which):
        """What cannot be meant: another amount than the order's."""
        entry = an_entry(self.order, identity=f"odd-{which}", amount=euros("0.01"), received_at=self.time)
        record_entry(entry, self.orders)

    def _returned(self):
        report(self.orders, self.order, BrowserReturned(self.time))

    def _restarted(self):
        order = self.order
        again = resume(order, self.wish, self.time, form_kept=True)
        if again is not order:
            self.orders.write(order, again)

    def _wished(self, kind, amount, key):
        record_wish(self.orders, self.order, Request(kind, amount, f"{key}", f"{kind}{amount}"), self.time)

    def _resolved(self):
        for case in self.order.cases:
            report(self.orders, self.order, CaseResolved(case.id, "seen", self.time))

    # What we do

    def _ran(self, back):
        image = self.images[-1 - back % len(self.images)]
        list(self.operator.run(image))
        list(self.reader.read_due(image))

    def _swept(self):
        for number in self.orders.due(self.time, 10):
            order = report(self.orders, self.orders.order(number), TimePassed(self.time))
            for ran in self.operator.run(order):
                order = ran.order
            list(self.reader.read_due(order))

    def _mishap(self, name):
        self.lied |= name in ("denied after", "claimed before")
        self.bank.mishaps.append(name)

    def _nothing(self): ...

    _gone = _killed = _nothing

    # How it ends

    def heal(self, *, told):
        """Nothing breaks any more: what was notified comes in, or all of it stays lost, and the books are read."""
        self.meanwhile.clear()
        self.bank.mishaps.clear()
        for which in range(len(self.post) if told else 0):
            self.step(("delivered", which))
        for _ in range(2 * len(self.order.operations) + 4):
            self.step(("moved", PAUSE))
            self.step(("swept",))
        list(reconcile(self.order, orders=self.orders, desk=self.desk, now=self.time, trial=False))
        self.holds()

    @property
    def kinds(self):
        return {case.kind for case in self.order.cases if not case.resolved_at}

    @property
    def agrees(self):
        order, books = self.order, self.books
        if books is None:
            return not order.authorized
        ended = not order.uncaptured, books.closed(self.time)
        held = self.lied and order.mode is Mode.PARTIAL and ended == (False, True)  # "paid" is not believed so soon
        same = order.mode not in ONCE or ended[0] == ended[1] or held
        return same and (order.captured, order.refunded) == (books.captured, books.refunded)
