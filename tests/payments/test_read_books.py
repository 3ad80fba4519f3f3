"""Reading the bank's books about what may not have been notified: when, how often, and what silence does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.order import Order
from chalicelib.domain.reports import BrowserReturned
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import CaseKind, Mode, Outcome, Source, Status
from chalicelib.payments.bank_desk import BankDesk
from chalicelib.payments.read_books import LONGEST_PAUSE, Reader, Reading
from chalicelib.payments.record_notification import record_entry
from chalicelib.payments.reporting import report
from tests.domain.entries import accepted, after, refused
from tests.fakes import MemoryOrders
from tests.makers import NOW, PAGE, a_terminal, a_wish, an_order, terminals
from tests.payments.bank_books import FakeBank
from tests.payments.world import CANCELLATION, CAPTURE, PAUSE, REFUND, REFUSED, World

FIRST, SECOND = "CMD482101", "CMD482102"
CLOSED = NOW + PAGE
MINUTE = timedelta(minutes=1)


@dataclass
class Desk:
    """An order whose notifications are lost, and the bank that knows better."""

    first: Order = field(default_factory=an_order)
    time: datetime = CLOSED

    def __post_init__(self):
        self.orders = MemoryOrders({self.first.number: self.first})
        self.bank = FakeBank(lambda: self.time)
        self.ring = terminals(a_terminal(mode=self.first.mode))
        self.reader = Reader(self.orders, BankDesk(self.bank, lambda: self.ring), PAUSE, lambda: self.time)

    @property
    def order(self) -> Order:
        return self.orders.stored[self.first.number]

    def read(self, order: Order | None = None) -> list[Reading]:
        return list(self.reader.read_due(order or self.order))

    def asked(self) -> list[str]:
        return [fields["reference"] for fields in self.bank.asked("status")]


def a_desk_of_two() -> Desk:
    """Two attempts: the second one an hour after the first."""
    order = after(an_order(), refused(an_order()))
    return Desk(resume(order, a_wish(), NOW + timedelta(hours=1), form_kept=True), time=NOW + timedelta(hours=4))


def test_what_was_paid_without_a_word_is_found_when_the_page_closes():
    desk = Desk()
    desk.bank.authorize(FIRST, 6273, at_once=True)

    assert desk.read() == [Reading("CMD4821", FIRST, "paid", "paid")]
    assert (desk.order.status, desk.order.cases, list(desk.order.effects)) == (Status.PAID, (), ["confirmation"])
    assert desk.order.entries[0].source is Source.STATUS


def test_nothing_is_asked_before_it_is_due():
    desk = Desk(time=CLOSED - timedelta(seconds=1))

    assert (desk.read(), desk.bank.calls) == ([], [])


def test_a_browser_that_is_back_makes_the_books_due_at_once():
    desk = Desk(time=NOW + MINUTE)
    desk.bank.authorize(FIRST, 6273, at_once=True)
    report(desk.orders, desk.order, BrowserReturned(desk.time))

    assert [reading.status for reading in desk.read()] == ["paid"]
    assert (desk.read(), len(desk.asked())) == ([], 1)


def test_the_bank_is_asked_with_the_day_and_the_amount_of_the_order():
    desk = Desk()
    desk.read()

    [fields] = desk.bank.asked("status")
    assert (fields["date"], fields["montant"], fields["reference"]) == ("23/11/2026", "62.73EUR", FIRST)


@pytest.mark.parametrize(("page", "status"), [("RE", Status.REFUSED), ("AP", Status.EXPIRED), (None, Status.EXPIRED)])
def test_a_page_that_closed_unpaid_is_what_the_bank_says_of_it(page, status):
    desk = Desk()
    if page:
        desk.bank.pages[FIRST] = page

    desk.read()

    assert (desk.order.status, desk.order.entries) == (status, ())


def test_what_is_paid_on_the_bank_s_own_clock_is_found_a_page_later():
    desk = Desk()
    desk.read()
    assert desk.order.status is Status.EXPIRED
    desk.bank.authorize(FIRST, 6273, at_once=True)

    desk.time = CLOSED + PAGE
    desk.read()

    assert (desk.order.status, [case.kind for case in desk.order.cases]) == (
        Status.PAID,
        [CaseKind.ACCEPTED_AFTER_EXPIRY],
    )


def test_every_attempt_is_asked_about_in_one_go():
    desk = a_desk_of_two()
    desk.bank.authorize(FIRST, 6273, at_once=True)

    readings = desk.read()

    assert [(reading.reference, reading.state) for reading in readings] == [(FIRST, "paid"), (SECOND, "unseen")]
    assert [attempt.outcome for attempt in desk.order.attempts.values()] == [Outcome.ACCEPTED, Outcome.LAPSED]


def test_of_two_attempts_that_were_paid_the_second_is_a_case():
    desk = a_desk_of_two()
    for reference in (FIRST, SECOND):
        desk.bank.authorize(reference, 6273, at_once=True)

    desk.read()

    assert (desk.order.captured, [case.kind for case in desk.order.cases]) == (6273, [CaseKind.SECOND_ACCEPTANCE])


@pytest.mark.parametrize("mishap", ["silence before", "silence after", "page before", "page after", "cut after"])
def test_a_silent_bank_is_asked_again_after_pauses_that_grow(mishap):
    desk = Desk()
    desk.bank.authorize(FIRST, 6273, at_once=True)
    for pause in (PAUSE, 2 * PAUSE, 4 * PAUSE):
        desk.bank.mishaps.append(mishap)
        assert desk.read() == [Reading("CMD4821", FIRST, "", "pending")]
        assert desk.order.last_attempt.ask_at == desk.time + pause
        desk.time += pause

    assert [reading.status for reading in desk.read()] == ["paid"]


def test_no_pause_is_longer_than_six_hours_and_the_asking_ends():
    desk = Desk()
    desk.bank.mishaps.extend(["silence before"] * 100)
    pauses = []
    while desk.order.last_attempt.ask_at:
        desk.time = desk.order.last_attempt.ask_at
        desk.read()
        if later := desk.order.last_attempt.ask_at:
            pauses.append(later - desk.time)

    assert (max(pauses), len(desk.bank.calls)) == (LONGEST_PAUSE, 12)
    assert desk.read() == []


def test_a_partner_s_silence_after_a_long_wait_is_no_trouble():
    waits = replace(an_order().last_attempt, outcome=Outcome.WAITING, asks=1)
    desk = Desk(replace(an_order(), attempts={1: waits}))
    desk.bank.pages[FIRST] = "EA"
    for _ in range(400):
        desk.read()
        desk.time += timedelta(days=1)
    desk.bank.mishaps.append("silence before")

    desk.read()

    assert desk.order.last_attempt.ask_at < desk.time + LONGEST_PAUSE
    assert desk.order.status is Status.WAITING_PARTNER


def test_a_terminal_that_is_no_longer_configured_is_silence():
    desk = Desk()
    desk.ring = terminals(a_terminal(tpe="7654321"))

    assert [reading.state for reading in desk.read()] == [""]
    assert (desk.bank.calls, desk.order.last_attempt.ask_at) == ([], CLOSED + PAUSE)


def test_a_notification_that_comes_while_the_bank_is_asked_is_not_overruled():
    desk = Desk()
    entry = accepted(desk.order, received_at=NOW + MINUTE)
    desk.bank.pages[FIRST] = "RE"
    desk.bank.meanwhile = lambda: record_entry(entry, desk.orders) and None

    desk.read()

    assert (desk.order.status, len(desk.order.entries), desk.order.cases) == (Status.PAID, 1, ())


def test_an_old_image_of_the_order_reads_nothing_into_the_record():
    desk = Desk()
    image = desk.order
    desk.read()
    after_reading = desk.order
    desk.bank.authorize(FIRST, 6273, at_once=True)

    desk.read(image)

    assert desk.order == after_reading


def test_an_order_that_is_gone_is_read_about_no_further():
    desk = a_desk_of_two()
    image = desk.orders.stored.pop("CMD4821")

    assert desk.read(image) == []
    assert desk.asked() == [FIRST]


# After an operation that the bank refused


@pytest.mark.parametrize(
    ("mode", "kind", "amount"),
    [
        (Mode.PARTIAL, CAPTURE, 6000),
        (Mode.DEFERRED, CAPTURE, None),
        (Mode.IMMEDIATE, REFUND, 3000),
        (Mode.PARTIAL, CANCELLATION, None),
    ],
)
def test_a_bank_that_says_no_and_does_it_is_found_out_at_once(mode, kind, amount):
    world = World(mode)
    world.bank.mishaps.append("denied after")
    assert world.do(kind, amount) == [REFUSED]
    assert not world.agrees()

    assert len(list(world.reader.read_due(world.order))) == 1

    assert (world.agrees(), [case.kind for case in world.order.cases]) == (True, [CaseKind.BANK_DISAGREES])


def test_a_bank_that_says_no_and_means_it_is_asked_once_and_believed():
    world = World()
    world.books.cancelled = True
    world.do(CAPTURE, 6000)

    list(world.reader.read_due(world.order))

    assert len(world.bank.asked("status")) == 1
    assert list(world.reader.read_due(world.order)) == []
    assert (world.order.status, world.agrees()) == (Status.CANCELLED, True)
