"""Start or resume a payment: the order is written if absent, else the stored one decides. One request when new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..domain.customer import Customer, PaymentForm
from ..domain.errors import InvalidValue, OrderChanged, Stale, StoreUnavailable
from ..domain.options import NO_OPTIONS
from ..domain.starting import Wish, begin, resume
from ..monetico.context import checked_context
from ..monetico.payment_form import PaymentRequest, form_method, sealed_fields
from .ticket import issue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from ..domain.money import Money
    from ..domain.options import PaymentOptions
    from ..domain.order import Order
    from ..domain.vocabulary import Mode, Platform
    from .ports import Orders
    from .terminals import Terminal, Terminals

MAX_TURNS = 20
"""Races for one order that a start may lose: shoppers with many tabs, nothing more."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What a deployment gives every start: where the bank's page is, where it sends the browser back, how long."""

    platform: Platform
    payment_page: str
    return_base: str
    page: timedelta


@dataclass(frozen=True, slots=True)
class Started:
    """The order and the form to send; `created` is False where an earlier start is resumed."""

    order: Order
    form: PaymentForm
    created: bool


def start(
    number: str,
    amount: Money,
    mode: Mode,
    customer: Customer,
    *,
    counter: Counter,
    terminals: Terminals,
    orders: Orders,
    view_token: Callable[[str], str],
    now: datetime,
    instalments: tuple[int, ...] = (),
    options: PaymentOptions = NO_OPTIONS,
) -> Started:
    """Raises InvalidValue or InvalidContext for what the bank would refuse, StartRefused, StoreUnavailable.

    `instalments` are the checked parts of a split payment in minor units, none of any other.
    """
    terminal = _terminal(number, mode, counter.platform, terminals, orders)
    wish = Wish(number, amount, mode, terminal.tpe, counter.platform, counter.page, instalments)
    form_of = _form_maker(customer, options, terminal, counter, view_token(number))
    for _ in range(MAX_TURNS):
        order = begin(wish, now)
        form = form_of(order)
        stored = orders.create(order, replace(customer, form=form))
        if stored is None:
            return Started(order, form, created=True)
        kept = stored.customer.form if stored.customer else None
        order = resume(stored.order, wish, now, form_kept=kept is not None)
        if order is stored.order and kept is not None:
            return Started(order, kept, created=False)
        form = form_of(order)
        try:
            orders.write(stored.order, order, customer=replace(customer, form=form))
        except Stale:
            continue
        return Started(order, form, created=True)
    raise StoreUnavailable(f"lost {MAX_TURNS} races for one order")


def _terminal(number: str, mode: Mode, platform: Platform, terminals: Terminals, orders: Orders) -> Terminal:
    """The terminal for the mode; where there is none, an order known in another mode is a changed one."""
    try:
        return terminals.for_start(mode, platform)
    except InvalidValue:
        known = orders.order(number)
        if known is not None and known.mode is not mode:
            raise OrderChanged(known) from None
        raise


def _form_maker(
    customer: Customer, options: PaymentOptions, terminal: Terminal, counter: Counter, view: str
) -> Callable[[Order], PaymentForm]:
    """What makes the form of an order's last attempt; raises InvalidContext before anything is stored."""
    context = checked_context(customer.billing, customer.shipping)

    def form_of(order: Order) -> PaymentForm:
        attempt = order.last_attempt
        request = PaymentRequest(
            terminal=terminal.tpe,
            company=terminal.company,
            date=attempt.started_at,
            amount=order.amount,
            reference=attempt.reference,
            language=customer.language,
            context=context,
            free_text=issue(order),
            email=customer.email,
            return_ok=_return_url(counter, "ok", view),
            return_error=_return_url(counter, "err", view),
            instalments=order.instalments,
            options=options,
        )
        return PaymentForm(counter.payment_page, sealed_fields(request, terminal.keys[0]), form_method(options))

    return form_of


def _return_url(counter: Counter, outcome: str, view: str) -> str:
    # The bank refuses two equal return addresses (protocol sheet 4.2).
    return f"{counter.return_base}/monetico/return/{outcome}?{urlencode({'view': view})}"
