"""Messages that were lost by a fault of ours are found again, once, as if they had been taken when they came."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import Stale, StoreUnavailable
from chalicelib.domain.order import MAX_ENTRIES
from chalicelib.domain.reports import Aside, BankNotified
from chalicelib.domain.vocabulary import CaseKind, Outcome, Status
from chalicelib.mail.seller import Seller
from chalicelib.payments.perform_effects import Worker
from chalicelib.payments.ports import Keeping, Rejected
from chalicelib.payments.replay import Door, Ending, keep, replay_case, replay_rejected
from chalicelib.payments.terminals import BadSeal
from chalicelib.runtime.keys import KeyRing
from tests.fakes import MemoryKept, MemoryMailer, MemoryOrders
from tests.makers import KEY, NOW, OTHER_KEY, a_customer, an_entry, an_order, bank_fields, euros, sealed_body

CAME = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(days=6)


@dataclass
class Document:
    """A secret whose text can be mended."""

    keys: tuple[bytes, ...]

    def text(self):
        terminal = {
            "tpe": "1234567", "company": "monSite1", "platform": "test", "mode": "immediate",
            "keys": [key.hex() for key in self.keys],
        }  # fmt: skip
        return json.dumps({"terminals": [terminal], "jwks": {"keys": []}, "view_keys": ["A" * 43]})


class Counter:
    """The API's notification door with its key ring, and what stands behind it."""

    def __init__(self, *orders, key=OTHER_KEY):
        self.secret = Document((key,))
        self.ring = KeyRing(self.secret)
        self.orders = MemoryOrders()
        for order in orders:
            self.orders.create(order, a_customer())
        self.kept = MemoryKept(self.orders.asides)

    def door(self):
        return Door(self.ring.current().terminals, self.orders, keep_masked_number=False)

    def meets(self, body, moment=CAME):
        """A message comes in as at the API: whether it was taken."""
        try:
            self.door().take(body, moment)
        except BadSeal as refused:
            assert keep(Rejected("POST", body, moment, type(refused).__name__), self.kept) is not None
            return False
        return True

    def replay(self, **options):
        return [replay_rejected(m, self.kept, self.door(), **options) for m in list(self.kept.messages.values())]

    def endings(self, **options):
        return [replayed.ending for replayed in self.replay(**options)]


def a_body(order, **changes):
    return sealed_body(bank_fields(order, **changes), KEY)


def test_payments_lost_to_a_wrong_key_are_found_paid_and_mailed_once_after_it_was_mended():
    numbers = [f"CMD{n}" for n in range(5)]
    counter = Counter(*(an_order(number=number) for number in numbers))
    bodies = [a_body(an_order(number=number)) for number in numbers]
    assert [counter.meets(body) for body in [*bodies, *bodies]] == [False] * 10
    assert {order.status for order in counter.orders.stored.values()} == {Status.PENDING}
    assert counter.endings() == [Ending.REFUSED] * 5

    counter.secret.keys = (KEY,)
    assert counter.endings() == [Ending.NEW] * 5

    assert counter.kept.messages == {}
    mailer = MemoryMailer()
    worker = Worker(counter.orders, mailer, Seller("Atelier"), timedelta(seconds=60), lambda: LATER)
    for number in numbers * 2:
        list(worker.perform_due(counter.orders.stored[number]))
    assert sorted(mail.order for mail in mailer.sent) == numbers
    orders = list(counter.orders.stored.values())
    assert {(o.status, o.captured, o.paid_at, len(o.entries), len(o.cases)) for o in orders} == {
        (Status.PAID, 6273, CAME, 1, 0)
    }


def test_a_message_that_came_in_otherwise_meanwhile_changes_nothing():
    counter = Counter(an_order())
    counter.meets(a_body(an_order()))
    counter.secret.keys = (KEY,)
    assert counter.meets(a_body(an_order()), LATER)
    paid = counter.orders.stored["CMD4821"]

    assert counter.endings() == [Ending.KNOWN]

    assert counter.orders.stored["CMD4821"] == paid
    assert counter.kept.messages == {}


def test_an_order_whose_page_was_closed_meanwhile_is_paid_as_of_when_the_message_came():
    counter = Counter(an_order())
    counter.meets(a_body(an_order()))
    closed = replace(an_order().last_attempt, outcome=Outcome.LAPSED)
    counter.orders.stored["CMD4821"] = replace(an_order(), attempts={1: closed}, version=2)
    counter.secret.keys = (KEY,)

    [replayed] = counter.replay()

    order = counter.orders.stored["CMD4821"]
    assert (order.status, order.paid_at) == (Status.PAID, CAME)
    assert replayed.taken


def test_what_does_not_fit_its_order_is_taken_as_the_case_that_it_would_have_been():
    counter = Counter(an_order())
    counter.meets(a_body(an_order(), montant="1.00EUR"))
    counter.meets(a_body(an_order(number="NEVER")))
    counter.secret.keys = (KEY,)

    assert [(r.ending, r.why) for r in counter.replay()] == [
        (Ending.CASE, "wrong-amount"),
        (Ending.CASE, "unknown-order"),
    ]
    assert counter.kept.messages == {}


def test_what_is_still_refused_is_kept_and_says_what_it_is_about():
    counter = Counter(an_order())
    counter.meets(sealed_body(bank_fields(an_order()), bytes(20)))
    counter.kept.keep(Rejected("POST", sealed_body(bank_fields(an_order(), date=None), OTHER_KEY), CAME, "…"))

    found = counter.replay()

    assert [(r.why, r.taken, r.about.reference) for r in found] == [
        ("BadSeal", False, "CMD482101"),
        ("NotANotification", False, "CMD482101"),
    ]
    assert len(counter.kept.messages) == 2


def test_a_trial_looks_at_the_seal_and_writes_nothing():
    counter = Counter(an_order())
    counter.meets(a_body(an_order()))
    assert counter.endings(trial=True) == [Ending.REFUSED]
    counter.secret.keys = (KEY,)
    counter.orders.requests.clear()

    assert counter.endings(trial=True) == [Ending.POSSIBLE]

    assert counter.orders.requests == {}
    assert len(counter.kept.messages) == 1


def test_a_store_that_does_not_answer_leaves_the_message_kept():
    class Gone(MemoryOrders):
        def write_as_started(self, before, after):
            raise StoreUnavailable("Timeout")

    counter = Counter(an_order())
    counter.meets(a_body(an_order()))
    counter.orders = Gone(counter.orders.stored)
    counter.secret.keys = (KEY,)

    with pytest.raises(StoreUnavailable):
        counter.replay()

    assert len(counter.kept.messages) == 1


def test_only_what_may_be_a_payment_is_kept():
    kept = MemoryKept()

    assert keep(Rejected("POST", b"TPE=1234567&MAC=00", CAME, "BadSeal"), kept) is None
    assert kept.messages == {}
    assert keep(Rejected("POST", a_body(an_order()), CAME, "BadSeal"), kept) is Keeping.KEPT


def with_aside(kind=CaseKind.UNKNOWN_ORDER, **changes):
    counter = Counter()
    entry = an_entry(an_order(), received_at=CAME, **changes)
    counter.orders.set_aside(Aside(kind, entry))
    return counter, f"_{entry.identity}"


def run_case(counter, case, **options):
    return replay_case(case, counter.kept, counter.orders, LATER, **options)


def test_a_message_whose_order_has_come_to_exist_pays_it_and_its_case_is_resolved():
    counter, case = with_aside()
    counter.orders.create(an_order(), a_customer())

    replayed = run_case(counter, case)

    assert (replayed.ending, replayed.about.reference) == (Ending.NEW, "CMD482101")
    order = counter.orders.stored["CMD4821"]
    assert (order.status, order.paid_at) == (Status.PAID, CAME)
    assert counter.orders.resolved == {case: (LATER, "run again: in its order's record, new")}
    assert run_case(counter, case).ending is Ending.KNOWN
    assert counter.orders.stored["CMD4821"] == order


def test_a_message_that_does_not_fit_its_new_order_becomes_a_case_of_that_order():
    counter, case = with_aside(amount=euros("1.00"))
    counter.orders.create(an_order(), a_customer())

    replayed = run_case(counter, case)

    assert (replayed.ending, replayed.why) == (Ending.CASE, "wrong-amount")
    assert [c.kind for c in counter.orders.stored["CMD4821"].cases] == [CaseKind.WRONG_AMOUNT]
    assert counter.orders.resolved[case][1] == "run again: in its order's record, wrong-amount"


@pytest.mark.parametrize("reference", ["CMD482101", "no-reference-of-ours"])
def test_a_message_still_without_an_order_stays_an_open_case(reference):
    counter, case = with_aside(reference=reference)

    replayed = run_case(counter, case)

    assert (replayed.ending, replayed.why, replayed.taken) == (Ending.NO_PLACE, "unknown-order", False)
    assert counter.orders.resolved == {}


def test_a_full_record_still_has_no_place_for_what_does_not_pay():
    counter, case = with_aside(CaseKind.WRONG_AMOUNT, amount=euros("1.00"))
    entries = tuple(an_entry(an_order(), identity=f"e{n}", result="refused") for n in range(MAX_ENTRIES))
    counter.orders.stored["CMD4821"] = replace(an_order(), entries=entries)

    assert (run_case(counter, case).ending, counter.orders.resolved) == (Ending.NO_PLACE, {})


def test_the_fault_of_a_former_decision_is_found_anew_and_the_readers_own_stays():
    for fault, ending in ((CaseKind.UNKNOWN_ATTEMPT, Ending.NEW), (CaseKind.WRONG_PLATFORM, Ending.CASE)):
        counter, case = with_aside(fault, fault=fault)
        counter.orders.create(an_order(), a_customer())

        assert run_case(counter, case).ending is ending


def test_a_trial_of_a_case_tells_and_writes_nothing():
    counter, case = with_aside()
    assert run_case(counter, case, trial=True).ending is Ending.NO_PLACE
    counter.orders.create(an_order(), a_customer())
    counter.orders.requests.clear()

    assert run_case(counter, case, trial=True).ending is Ending.POSSIBLE

    assert set(counter.orders.requests) == {"order"}


def test_an_order_that_changes_meanwhile_is_decided_on_again():
    class Racing(MemoryOrders):
        raced = False

        def write(self, before, after, customer=None):
            if not self.raced:
                self.raced = True
                other = an_entry(an_order(), identity="other", amount=euros("2.00"))
                self.stored["CMD4821"] = decide(before, BankNotified(other)).order
                raise Stale(self.stored["CMD4821"])
            super().write(before, after, customer)

    counter, case = with_aside()
    counter.orders = Racing({"CMD4821": an_order()}, asides=counter.orders.asides)

    assert run_case(counter, case).ending is Ending.NEW

    order = counter.orders.stored["CMD4821"]
    assert (order.status, [entry.identity for entry in order.entries]) == (Status.PAID, ["other", "an-acceptance"])


def test_a_case_that_holds_no_message_cannot_be_run():
    counter, _ = with_aside()

    assert run_case(counter, "_gone") is None
