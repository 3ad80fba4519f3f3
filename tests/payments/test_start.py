"""Starts and restarts: one order, one form, one request when new."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import InvalidValue, OrderChanged, OrderPaid
from chalicelib.domain.options import Challenge, Display, PaymentOptions
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import Mode, Outcome, Platform
from chalicelib.monetico.context import InvalidContext
from chalicelib.monetico.seal import matches, sealed_text
from chalicelib.payments.start import Counter, start
from tests.fakes import MemoryOrders
from tests.makers import KEY, NOW, PAGE, a_customer, a_terminal, an_entry, euros, terminals

COUNTER = Counter(Platform.TEST, "https://bank.example/test/paiement.cgi", "https://pay.example.org", PAGE)


def begin(orders, **changes):
    given = {"amount": euros("62.73"), "mode": Mode.IMMEDIATE, "customer": a_customer(), **changes}
    return start(
        "CMD4821",
        **{
            "counter": COUNTER,
            "terminals": terminals(),
            "orders": orders,
            "view_token": lambda number: f"{number}.view",
            "now": NOW,
            **given,
        },
    )


def refuse(orders):
    order = orders.stored["CMD4821"]
    orders.write(order, decide(order, BankNotified(an_entry(order, result="refused"))).order)


def test_a_new_order_is_one_request_and_its_form_is_sealed():
    orders = MemoryOrders()

    started = begin(orders)

    assert started.created
    assert orders.requests == {"create": 1}
    fields = started.form.fields
    pairs = [(name.encode(), value.encode()) for name, value in fields.items()]
    assert matches(KEY, sealed_text(pairs), fields["MAC"].encode())
    assert started.form.action == "https://bank.example/test/paiement.cgi"
    assert (fields["reference"], fields["montant"], fields["lgue"]) == ("CMD482101", "62.73EUR", "FR")
    assert fields["date"] == "23/11/2026:10:30:00"


def test_nothing_of_what_was_bought_goes_to_the_bank():
    fields = begin(MemoryOrders()).form.fields

    context = json.loads(base64.b64decode(fields["contexte_commande"]))

    assert set(context) == {"billing"}
    assert "Lampe" not in json.dumps(context) + json.dumps(fields)


def test_the_two_return_addresses_differ_and_carry_the_view_token():
    fields = begin(MemoryOrders()).form.fields

    ok, error = (urlsplit(fields[name]) for name in ("url_retour_ok", "url_retour_err"))

    assert (ok.path, error.path) == ("/monetico/return/ok", "/monetico/return/err")
    assert parse_qs(ok.query) == parse_qs(error.query) == {"view": ["CMD4821.view"]}


def test_a_repeated_start_gives_the_same_form_whatever_changed_about_the_customer():
    orders = MemoryOrders()
    first = begin(orders)

    again = begin(orders, customer=a_customer(email="new@example.org"), now=NOW + PAGE - timedelta(seconds=1))

    assert not again.created
    assert again.form == first.form
    assert orders.customers["CMD4821"].email == "camille.martin@example.org"
    assert orders.requests == {"create": 2}


def test_after_a_refusal_a_start_is_a_new_attempt_with_the_customer_of_now():
    orders = MemoryOrders()
    begin(orders)
    refuse(orders)

    again = begin(orders, customer=a_customer(email="new@example.org"), now=NOW + timedelta(minutes=3))

    assert again.created
    assert again.form.fields["reference"] == "CMD482102"
    assert again.form.fields["mail"] == "new@example.org"
    assert again.form.fields["date"] == "23/11/2026:10:33:00"
    assert begin(orders, now=NOW + timedelta(minutes=4)).form == again.form


def test_after_the_page_has_closed_a_start_is_a_new_attempt_even_before_any_sweep():
    orders = MemoryOrders()
    begin(orders)

    again = begin(orders, now=NOW + PAGE)

    assert again.form.fields["reference"] == "CMD482102"
    assert orders.stored["CMD4821"].attempts[1].outcome is Outcome.LAPSED


def test_where_the_form_was_erased_with_the_customer_a_start_is_a_new_attempt():
    orders = MemoryOrders()
    begin(orders)
    orders.customers.clear()

    again = begin(orders)

    assert again.form.fields["reference"] == "CMD482102"
    assert orders.customers["CMD4821"].form == again.form


@pytest.mark.parametrize("changes", [{"amount": euros("62.74")}, {"amount": euros("6.27")}])
def test_a_changed_amount_is_refused(changes):
    orders = MemoryOrders()
    begin(orders)

    with pytest.raises(OrderChanged):
        begin(orders, **changes)


def test_a_paid_order_cannot_be_started():
    orders = MemoryOrders()
    begin(orders)
    order = orders.stored["CMD4821"]
    orders.write(order, decide(order, BankNotified(an_entry(order))).order)

    with pytest.raises(OrderPaid):
        begin(orders)


def test_a_mode_without_a_terminal_is_refused_before_anything_is_stored():
    orders = MemoryOrders()

    with pytest.raises(InvalidValue, match="deferred"):
        begin(orders, mode=Mode.DEFERRED)

    assert not orders.stored


def test_an_address_that_the_bank_would_refuse_is_refused_before_anything_is_stored():
    orders = MemoryOrders()
    billing = {**a_customer().billing, "phone": "06 12 34 56 78"}

    with pytest.raises(InvalidContext, match=r"billing\.phone"):
        begin(orders, customer=a_customer(billing=billing))

    assert not orders.requests


def test_starts_at_once_in_many_tabs_give_one_form():
    orders = MemoryOrders()

    with ThreadPoolExecutor(16) as pool:
        started = list(pool.map(lambda n: begin(orders, now=NOW + timedelta(seconds=n)), range(32)))

    assert sum(s.created for s in started) == 1
    assert len({json.dumps(s.form.fields) for s in started}) == 1


def test_restarts_at_once_after_a_refusal_make_one_new_attempt():
    orders = MemoryOrders()
    begin(orders)
    refuse(orders)

    with ThreadPoolExecutor(16) as pool:
        started = list(pool.map(lambda n: begin(orders, now=NOW + timedelta(minutes=n)), range(1, 32)))

    assert {s.form.fields["reference"] for s in started} == {"CMD482102"}
    assert len({json.dumps(s.form.fields) for s in started}) == 1


# Split payments, terminals by mode, options

ONE_OF_EACH = terminals(*(a_terminal(tpe=f"000000{n}", mode=mode) for n, mode in enumerate(Mode)))


def split(orders, *parts, **changes):
    return begin(orders, mode=Mode.SPLIT, instalments=parts, terminals=ONE_OF_EACH, **changes)


def schedule(form):
    return {name: value for name, value in form.fields.items() if name.startswith(("nbrech", "dateech", "montantech"))}


def test_a_split_payment_tells_the_bank_its_instalments_from_the_day_of_the_order_date():
    form = split(MemoryOrders(), 3137, 3136).form

    assert schedule(form) == {
        "nbrech": "2",
        "dateech1": "23/11/2026",
        "montantech1": "31.37EUR",
        "dateech2": "23/12/2026",
        "montantech2": "31.36EUR",
    }
    assert form.fields["date"].startswith("23/11/2026:")


def test_a_new_attempt_on_another_day_has_its_own_schedule():
    orders = MemoryOrders()
    split(orders, 3137, 3136)
    refuse(orders)

    form = split(orders, 3137, 3136, now=NOW + timedelta(days=8)).form

    assert (form.fields["dateech1"], form.fields["dateech2"]) == ("01/12/2026", "01/01/2027")
    assert form.fields["date"].startswith("01/12/2026:")


def test_the_first_day_is_that_of_paris():
    form = split(MemoryOrders(), 3137, 3136, now=NOW.replace(hour=23, minute=30)).form

    assert (form.fields["dateech1"], form.fields["date"]) == ("24/11/2026", "24/11/2026:00:30:00")


def test_changed_instalments_are_refused():
    orders = MemoryOrders()
    split(orders, 3137, 3136)

    with pytest.raises(OrderChanged):
        split(orders, 3136, 3137)


@pytest.mark.parametrize("mode", Mode)
def test_an_order_goes_to_the_terminal_of_its_mode_and_to_no_other(mode):
    started = begin(MemoryOrders(), mode=mode, terminals=ONE_OF_EACH)

    (own,) = (terminal for terminal in ONE_OF_EACH.terminals if terminal.mode is mode)
    assert started.form.fields["TPE"] == started.order.last_attempt.terminal == own.tpe


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.RECURRING])
def test_a_recurring_terminal_never_serves_a_one_off_order(mode):
    orders = MemoryOrders()

    with pytest.raises(InvalidValue, match=mode.value):
        begin(orders, mode=mode, terminals=terminals(a_terminal(mode=Mode.RECURRING)))

    assert not orders.stored


def test_options_are_in_the_form_under_its_seal():
    options = PaymentOptions(challenge=Challenge.MANDATED, card_alias="client1")
    fields = begin(MemoryOrders(), options=options).form.fields

    assert (fields["ThreeDSecureChallenge"], fields["aliascb"]) == ("challenge_mandated", "client1")
    pairs = [(name.encode(), value.encode()) for name, value in fields.items()]
    assert matches(KEY, sealed_text(pairs), fields["MAC"].encode())


def test_a_page_in_a_frame_is_a_form_by_get():
    orders = MemoryOrders()

    started = begin(orders, options=PaymentOptions(display=Display.IFRAME))

    assert (started.form.method, started.form.fields["mode_affichage"]) == ("GET", "iframe")
    assert (begin(MemoryOrders()).form.method, orders.customers["CMD4821"].form.method) == ("POST", "GET")


def test_changed_options_keep_the_first_form_until_the_next_attempt():
    orders = MemoryOrders()
    first = begin(orders, options=PaymentOptions(display=Display.IFRAME))
    changed = PaymentOptions(statement_label="LUMEN")

    assert begin(orders, options=changed).form == first.form

    refuse(orders)
    form = begin(orders, options=changed, now=NOW + timedelta(minutes=3)).form
    assert (form.method, form.fields["libelleMonetique"]) == ("POST", "LUMEN")
    assert "mode_affichage" not in form.fields
