"""Notifications from sealed bytes to the stored order: rules seen from outside, and one write for the usual one."""

from __future__ import annotations

import base64
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.aws.order_item import order_document
from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import StartRefused
from chalicelib.domain.reports import BankNotified, TimePassed
from chalicelib.domain.starting import begin, resume
from chalicelib.domain.vocabulary import CaseKind, Mode, Platform, Status
from chalicelib.monetico.notification import NotANotification, read
from chalicelib.monetico.payment_form import PaymentRequest, sealed_fields
from chalicelib.payments.record_notification import entry_of, record_notification
from chalicelib.payments.terminals import BadSeal
from chalicelib.payments.ticket import issue
from tests.fakes import MemoryOrders
from tests.makers import (
    KEY,
    NOW,
    OTHER_KEY,
    a_customer,
    a_terminal,
    a_wish,
    an_order,
    bank_fields,
    sealed_pairs,
    terminals,
)


def record(orders, pairs, given_terminals=None, keep_masked_number=False):
    return record_notification(
        pairs,
        terminals=given_terminals or terminals(),
        orders=orders,
        now=NOW + timedelta(minutes=1),
        keep_masked_number=keep_masked_number,
    )


def orders_with(order):
    orders = MemoryOrders()
    orders.create(order, a_customer())
    orders.requests.clear()
    return orders


def test_a_usual_acceptance_pays_the_order_with_one_write_and_no_read():
    orders = orders_with(an_order())

    recorded = record(orders, sealed_pairs(bank_fields(an_order())))

    order = orders.stored["CMD4821"]
    assert (order.status, order.authorized, order.captured) == (Status.PAID, 6273, 6273)
    assert order.effects["confirmation"].owed
    assert (recorded.new, recorded.case) == (True, None)
    assert orders.requests == {"write_as_started": 1}


@pytest.mark.parametrize("mode", [Mode.DEFERRED, Mode.PARTIAL])
def test_a_terminal_that_captures_later_leaves_the_order_authorized(mode):
    order = an_order(mode=mode)
    orders = orders_with(order)

    record(orders, sealed_pairs(bank_fields(order)), terminals(a_terminal(mode=mode)))

    stored = orders.stored["CMD4821"]
    assert (stored.status, stored.authorized, stored.captured) == (Status.AUTHORIZED, 6273, 0)


def test_a_usual_refusal_is_one_write_too():
    orders = orders_with(an_order())

    record(orders, sealed_pairs(bank_fields(an_order(), **{"code-retour": "Annulation"})))

    assert orders.stored["CMD4821"].status is Status.REFUSED
    assert orders.requests == {"write_as_started": 1}


def test_a_duplicate_is_one_request_and_changes_nothing():
    orders = orders_with(an_order())
    pairs = sealed_pairs(bank_fields(an_order()))
    record(orders, pairs)
    paid = orders.stored["CMD4821"]
    orders.requests.clear()

    recorded = record(orders, pairs)

    assert not recorded.new
    assert orders.stored["CMD4821"] == paid
    assert orders.requests == {"write_as_started": 1}


def test_no_number_of_huge_notifications_outgrows_the_item_and_an_acceptance_still_pays():
    orders = orders_with(an_order())
    huge = {f"inconnu{n:02}" + "x" * 50: "\U0001f600" * 200 for n in range(20)}
    for n in range(60):
        code = "Annulation" if n % 2 else "inconnu"
        fields = bank_fields(an_order(), **{"code-retour": code, "date": f"23/11/2026_a_10:30:{n:02}", **huge})
        record(orders, sealed_pairs(fields))

    record(orders, sealed_pairs(bank_fields(an_order(), **huge, date="23/11/2026_a_10:45:00")))

    order = orders.stored["CMD4821"]
    assert order.status is Status.PAID
    assert len(json.dumps(order_document(order), default=str).encode()) < 200_000


def test_an_acceptance_after_the_page_closed_is_a_case_even_before_any_sweep():
    order = an_order(page=timedelta(seconds=30))
    orders = orders_with(order)

    recorded = record(orders, sealed_pairs(bank_fields(order)))

    assert recorded.case is CaseKind.ACCEPTED_AFTER_EXPIRY
    assert orders.stored["CMD4821"].status is Status.PAID


def test_fifty_copies_at_once_make_one_transition():
    orders = orders_with(an_order())
    pairs = sealed_pairs(bank_fields(an_order()))

    with ThreadPoolExecutor(16) as pool:
        recorded = list(pool.map(lambda _: record(orders, pairs), range(50)))

    assert sum(r.new for r in recorded) == 1
    assert len(orders.stored["CMD4821"].entries) == 1


@pytest.mark.parametrize(
    ("changes", "case"),
    [
        ({"montant": "62.74EUR"}, CaseKind.WRONG_AMOUNT),
        ({"montant": "62.73USD"}, CaseKind.WRONG_CURRENCY),
        ({"montant": "rien"}, CaseKind.WRONG_AMOUNT),
        ({"code-retour": "paiement"}, CaseKind.WRONG_PLATFORM),
        ({"code-retour": "paiement_pf9"}, CaseKind.UNKNOWN_RESULT),
        ({"reference": "CMD482107"}, CaseKind.UNKNOWN_ATTEMPT),
    ],
)
def test_what_does_not_match_is_kept_and_becomes_a_case(changes, case):
    orders = orders_with(an_order())

    recorded = record(orders, sealed_pairs(bank_fields(an_order(), **changes)))

    order = orders.stored["CMD4821"]
    assert (order.status, order.authorized) == (Status.PENDING, 0)
    assert [c.kind for c in order.cases] == [case] == [recorded.case]
    assert len(order.entries) == 1


def test_another_terminal_of_the_shop_cannot_pay_the_order():
    orders = orders_with(an_order())
    other = a_terminal(tpe="7654321", keys=(OTHER_KEY,))

    pairs = sealed_pairs(bank_fields(an_order(), TPE="7654321"), OTHER_KEY)
    record(orders, pairs, terminals(a_terminal(), other))

    order = orders.stored["CMD4821"]
    assert order.status is Status.PENDING
    assert [c.kind for c in order.cases] == [CaseKind.WRONG_TERMINAL]


def test_the_test_platforms_key_cannot_pay_a_production_order():
    order = an_order(platform=Platform.PRODUCTION)
    orders = orders_with(order)
    both = terminals(a_terminal(platform=Platform.PRODUCTION), a_terminal(keys=(OTHER_KEY,)))

    for code in ("payetest", "paiement"):
        record(orders, sealed_pairs(bank_fields(order, **{"code-retour": code}), OTHER_KEY), both)

    stored = orders.stored["CMD4821"]
    assert stored.status is Status.PENDING
    assert [c.kind for c in stored.cases] == [CaseKind.WRONG_PLATFORM] * 2


@pytest.mark.parametrize(
    ("platform", "code", "status"),
    [
        (Platform.TEST, "payetest", Status.PAID),
        (Platform.PRODUCTION, "paiement", Status.PAID),
        (Platform.TEST, "paiement", Status.PENDING),
        (Platform.PRODUCTION, "payetest", Status.PENDING),
        (Platform.PRODUCTION, "Annulation", Status.REFUSED),
    ],
)
def test_where_both_platforms_share_a_key_the_code_tells_them_apart(platform, code, status):
    order = an_order(platform=platform)
    orders = orders_with(order)
    both = terminals(a_terminal(platform=Platform.PRODUCTION), a_terminal(platform=Platform.TEST))

    record(orders, sealed_pairs(bank_fields(order, **{"code-retour": code})), both)

    assert orders.stored["CMD4821"].status is status


def test_a_valid_message_for_an_unknown_order_is_set_aside():
    orders = MemoryOrders()

    recorded = record(orders, sealed_pairs(bank_fields(an_order(number="NEVER"))))

    assert recorded.case is CaseKind.UNKNOWN_ORDER
    (aside,) = orders.asides.values()
    assert (aside.kind, aside.entry.reference) == (CaseKind.UNKNOWN_ORDER, "NEVER01")


def test_a_reference_that_is_none_of_ours_is_set_aside():
    orders = MemoryOrders()

    recorded = record(orders, sealed_pairs(bank_fields(an_order(), reference="Église n° 7")))

    assert recorded.case is CaseKind.UNKNOWN_ORDER


@pytest.mark.parametrize(
    "pairs",
    [
        sealed_pairs(bank_fields(an_order()), OTHER_KEY),
        sealed_pairs(bank_fields(an_order(), TPE="9999999")),
        tuple((n, b"0.01EUR" if n == b"montant" else v) for n, v in sealed_pairs(bank_fields(an_order()))),
        tuple((n, v) for n, v in sealed_pairs(bank_fields(an_order())) if n != b"MAC"),
        (*sealed_pairs(bank_fields(an_order())), (b"ajoute", b"1")),
        tuple((n, b"" if n == b"MAC" else v) for n, v in sealed_pairs(bank_fields(an_order()))),
    ],
    ids=["another key", "unknown terminal", "tampered", "no seal", "a field added", "empty seal"],
)
def test_a_wrong_seal_changes_nothing(pairs):
    orders = orders_with(an_order())

    with pytest.raises(BadSeal):
        record(orders, pairs)

    assert orders.stored["CMD4821"] == an_order()
    assert not orders.requests


def test_our_own_payment_form_sent_back_as_a_notification_changes_nothing():
    order = an_order()
    orders = orders_with(order)
    attempt = order.last_attempt
    request = PaymentRequest(
        attempt.terminal, "monSite1", attempt.started_at, order.amount, attempt.reference, "FR",
        {"billing": {}}, issue(order), "a@example.org", "http://ok", "http://err",
    )  # fmt: skip
    pairs = tuple((n.encode(), v.encode()) for n, v in sealed_fields(request, KEY).items())

    with pytest.raises(NotANotification):
        record(orders, pairs)

    assert not orders.requests


def test_any_key_of_the_terminal_seals_and_the_one_that_did_is_recorded():
    orders = orders_with(an_order())
    rotating = terminals(a_terminal(keys=(OTHER_KEY, KEY)))

    record(orders, sealed_pairs(bank_fields(an_order()), KEY), rotating)

    order = orders.stored["CMD4821"]
    assert order.status is Status.PAID
    assert len(order.entries[0].key) == 8


def test_a_legacy_seal_is_believed_for_the_fields_it_covers_and_for_them_only():
    order = an_order()
    orders = orders_with(order)
    fields = bank_fields(order, modepaiement="paypal", authentification=None)
    names = ("TPE date montant reference texte-libre version code-retour cvx vld brand status3ds numauto "
             "motifrefus originecb bincb hpancb ipclient originetr veres pares").split()  # fmt: skip
    text = "".join({**fields, "version": "3.0"}.get(name, "") + "*" for name in names)
    mac = hmac.digest(KEY, text.encode(), "sha1").hex()

    record(orders, tuple((n.encode(), v.encode()) for n, v in {**fields, "MAC": mac}.items()))

    entry = orders.stored["CMD4821"].entries[0]
    assert orders.stored["CMD4821"].status is Status.PAID
    assert (entry.brand, entry.method) == ("CB", "")


def test_of_what_the_card_tells_only_brand_and_verdict_are_kept():
    orders = orders_with(an_order())
    verdict = {"status": "authenticated", "version": "9.9", "details": {"liabilityShift": "Y"}}
    fields = bank_fields(
        an_order(), authentification=base64.b64encode(json.dumps(verdict).encode()).decode(), nouveau="valeur"
    )

    record(orders, sealed_pairs(fields))

    entry = orders.stored["CMD4821"].entries[0]
    assert (entry.brand, entry.authentication.status, entry.authentication.liability_shift) == (
        "CB", "authenticated", "Y",
    )  # fmt: skip
    assert entry.extra == {"nouveau": "valeur"}
    kept = repr(orders.stored["CMD4821"])
    for name in ("hpancb", "bincb", "ipclient", "vld", "cbmasquee"):
        assert fields[name] not in kept


def test_the_masked_number_is_kept_where_the_shop_asks_for_it():
    orders = orders_with(an_order())

    record(orders, sealed_pairs(bank_fields(an_order())), keep_masked_number=True)

    assert orders.stored["CMD4821"].entries[0].masked_number == "00000100******02"


# Both paths agree: whatever happened before, recording with the write on the order as started leaves exactly what
# deciding on the stored order leaves.

MINUTES = st.integers(0, 120)
FIELDS = st.fixed_dictionaries(
    {
        "attempt": st.integers(1, 3),
        "code": st.sampled_from(["payetest", "Annulation", "attente_partenaire", "paiement", "autre"]),
        "montant": st.sampled_from(["62.73EUR", "62.73EUR", "62.73EUR", "1.00EUR", "62.73USD", "?"]),
        "second": st.integers(0, 3),
        "sealer": st.sampled_from([("1234567", KEY), ("1234567", KEY), ("7654321", OTHER_KEY)]),
    }
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("start"), MINUTES),
        st.tuples(st.just("time"), MINUTES),
        st.tuples(st.just("notify"), FIELDS),
    ),
    max_size=12,
)


@dataclass
class TwoRecords:
    """The same history in two stores: one through the use case, one by deciding on what is stored."""

    used: MemoryOrders = field(default_factory=MemoryOrders)
    decided: MemoryOrders = field(default_factory=MemoryOrders)
    tickets: dict[int, str] = field(default_factory=dict)
    terminals = terminals(a_terminal(), a_terminal(tpe="7654321", keys=(OTHER_KEY,)))

    def start(self, minutes: int) -> None:
        now = NOW + timedelta(minutes=minutes)
        before = self.used.stored.get("CMD4821")
        try:
            after = resume(before, a_wish(), now, form_kept=True) if before else begin(a_wish(), now)
        except StartRefused:
            return
        for orders in (self.used, self.decided):
            orders.stored["CMD4821"] = after
        self.tickets.setdefault(after.last_attempt.number, issue(after))

    def time(self, minutes: int) -> None:
        for orders in (self.used, self.decided):
            if order := orders.stored.get("CMD4821"):
                orders.stored["CMD4821"] = decide(order, TimePassed(NOW + timedelta(minutes=minutes))).order

    def notify(self, given: dict) -> None:
        tpe, key = given["sealer"]
        # A message about an attempt that has not been started is none of those that come after its start.
        hour = "10" if given["attempt"] in self.tickets else "09"
        pairs = sealed_pairs(
            {
                "TPE": tpe,
                "date": f"23/11/2026_a_{hour}:31:0{given['second']}",
                "montant": given["montant"],
                "reference": f"CMD48210{given['attempt']}",
                "texte-libre": self.tickets.get(given["attempt"], ""),
                "code-retour": given["code"],
            },
            key,
        )
        record(self.used, pairs, self.terminals)
        entry = entry_of(read(pairs), self.terminals.check(pairs), NOW + timedelta(minutes=1), False)
        order = self.decided.stored.get("CMD4821")
        decision = decide(order, BankNotified(entry))
        if decision.aside:
            self.decided.set_aside(decision.aside)
        elif decision.order:
            self.decided.stored["CMD4821"] = decision.order


@given(STEPS)
@settings(max_examples=400)
def test_the_write_without_reading_always_agrees_with_deciding_on_what_is_stored(steps):
    two = TwoRecords()
    for name, argument in steps:
        getattr(two, name)(argument)

        assert two.used.stored == two.decided.stored
        assert two.used.asides == two.decided.asides
