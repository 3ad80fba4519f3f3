"""Whatever a shop may ask, the simulated bank's own rules take the form that comes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bank.account
from bank.refusal import FormRefused
from bank.request_form import check_form
from bank.settings import Option, Settings
from bank.settings import Terminal as Contract
from chalicelib.domain.options import Challenge, Display, Locality, PartnerMethod, PaymentOptions
from chalicelib.domain.splitting import equal_parts
from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.payments.start import Counter, start
from tests.fakes import MemoryOrders
from tests.makers import KEY, PAGE, a_customer, a_terminal, euros, terminals

AMOUNT = euros("62.73")
COUNTER = Counter(Platform.TEST, "https://bank.example/test/paiement.cgi", "https://pay.example.org", PAGE)
MODES = {mode: f"000000{n}" for n, mode in enumerate(Mode, start=1)}
OURS = terminals(*(a_terminal(tpe=tpe, mode=mode) for mode, tpe in MODES.items()))
BANK = Settings(
    port=0,
    state=Path("no-state"),
    terminals=tuple(
        Contract(tpe, "monSite1", "test", bank.account.Mode(mode), "Shop", "https://x.example", KEY, frozenset(Option))
        for mode, tpe in MODES.items()
    ),
)
WORDS = st.text("ABCabc012", min_size=1, max_size=10)
OPTIONS = st.builds(
    PaymentOptions,
    challenge=st.none() | st.sampled_from(Challenge),
    skip_authentication=st.none() | st.booleans(),
    card_alias=WORDS,
    force_card_entry=st.none() | st.booleans(),
    statement_label=WORDS,
    statement_locality=st.none() | st.builds(Locality, WORDS, WORDS, st.just("FRA")),
    hidden_methods=st.lists(st.sampled_from(PartnerMethod), unique=True).map(tuple),
    method=st.none() | st.sampled_from(PartnerMethod),
    display=st.sampled_from(Display),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def form(mode: Mode, now: datetime, parts: tuple[int, ...] = (), **options: PaymentOptions) -> dict[str, str]:
    return start(
        "CMD4821",
        AMOUNT,
        mode,
        a_customer(),
        counter=COUNTER,
        terminals=OURS,
        orders=MemoryOrders(),
        view_token=lambda number: f"{number}.view",
        now=now,
        instalments=parts,
        **options,
    ).form.fields


@given(st.sampled_from([mode for mode in Mode if mode is not Mode.SPLIT]), MOMENTS, OPTIONS)
def test_the_bank_takes_every_wish_in_every_mode(mode, now, options):
    assert check_form(form(mode, now, options=options), "test", BANK, now).tpe == MODES[mode]


@given(MOMENTS, st.integers(2, 4), OPTIONS)
def test_the_bank_takes_every_schedule_whatever_the_day(now, count, options):
    fields = form(Mode.SPLIT, now, equal_parts(AMOUNT, count), options=options)

    assert check_form(fields, "test", BANK, now).tpe == MODES[Mode.SPLIT]


def test_the_bank_takes_no_split_payment_without_its_schedule():
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

    with pytest.raises(FormRefused, match="nbrech"):
        check_form(form(Mode.SPLIT, now), "test", BANK, now)
