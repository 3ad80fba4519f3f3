"""Four times the input takes about four times the time, whatever stands in it: kilobytes never buy seconds."""

from __future__ import annotations

import base64
import io
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest

from chalicelib.api import tokens
from chalicelib.api.exchange import json_body
from chalicelib.api.models import order_claim
from chalicelib.api.problems import Problem
from chalicelib.aws.case_items import place_of
from chalicelib.domain.errors import InvalidValue
from chalicelib.monetico.form import MalformedForm, parse
from chalicelib.monetico.notification import read
from chalicelib.monetico.seal import sealed_text
from chalicelib.monetico.services import read_capture
from chalicelib.monetico.status import UnclearStatus, read_books
from chalicelib.runtime.bounces import told_in
from ops.remittance.lines import lines_in
from tests.hostile.slices import USUAL
from tests.hostile.targets.callers import KEYS, USUAL_ORDER
from tests.makers import NOW

LEAST, TIMES = 32_768, 4
MOST_GROWTH = 10  # twice as long for twice as much is 4, a square is 16
NOT_MEASURED = 0.002
"""Seconds under which a time is mostly chance."""


def form(body):
    return parse(body, 1 << 20, 1 << 20)


def notified(value):
    return read((*USUAL.items(), (b"nouveau", value)))


def authentication(value):
    return read(tuple({**USUAL, b"authentification": base64.b64encode(value)}.items()))


def token(value):
    return tokens.verify(value.decode(), KEYS, NOW)


def head(value):
    return token(base64.urlsafe_b64encode(value).rstrip(b"=") + b".e30.AA")


def books(value):
    return read_books(b"<etatpaiement><etat>PA</etat>" + value[:260_000] + b"</etatpaiement>", "EUR")


def nested_books(value):
    depth = len(value) // 8
    return books(b"<a>" * depth + b"</a>" * depth)


def body(value):
    return json_body(SimpleNamespace(raw_body=value))


def order(value):
    return order_claim({**USUAL_ORDER, "lines": [{"label": value.decode(), "unit_amount": "1"}] * 200})


def wishes(value):
    return order_claim({**USUAL_ORDER, "hidden_methods": [value[:9].decode()] * (len(value) // 9)})


CASES = [
    *((form, unit) for unit in (b"%41", b"a=b&", b"&", b"=", b"a=%41+&", b"%", b"a=b*")),
    *(
        (notified, unit)
        for unit in (b"1", b"1 ", b"1--", "١".encode(), "١١١١١١١١١١١a".encode(), "1١".encode(), b"\xff")
    ),
    *((authentication, unit) for unit in (b"[", b"{", b'"a":', b" ", b"9")),
    *((token, unit) for unit in (b".", b"a", b"a.")),
    *((head, unit) for unit in (b"[", b"9", b'{"a":', b'"\\u0041"')),
    *((books, unit) for unit in (b"<a/>", b"&amp;", b"<recouvrements>", b"<recouvrement/>", b"<a b='c'/>")),
    (nested_books, b"a"),
    *((body, unit) for unit in (b"[", b'{"a":', b"9", b'"\\ud800"', b"\0")),
    *((order, unit) for unit in (b"a",)),
    *((wishes, unit) for unit in (b"paypal...",)),
    *((read_capture, unit) for unit in (b"\n", b"a=b\n", b"\x85", b"=")),
    *((lambda value: sealed_text([(value, b"x"), (b"a", value)]), unit) for unit in (b"*", b"a=")),
    *((lambda value: list(lines_in(io.BytesIO(value))), unit) for unit in (b"\n", b";", b'"', b'";', b"PA;")),
    *((lambda value: told_in(value.decode()), unit) for unit in (b"[", b"9", b'{"eventType":')),
    *((lambda value: place_of(value.decode()), unit) for unit in (b"W1", b"=", b"W")),
]


def seconds(target, data):
    spent = []
    for _ in range(2):
        start = time.process_time()
        with suppress(MalformedForm, UnclearStatus, Problem, InvalidValue):
            target(data)
        spent.append(time.process_time() - start)
    return min(spent)


@pytest.mark.parametrize(
    ("target", "unit"), CASES, ids=[f"{target.__name__}-{unit!r}".replace("<lambda>", "") for target, unit in CASES]
)
def test_time_grows_as_the_input_does(target, unit):
    few, many = (unit * (size // len(unit)) for size in (LEAST, LEAST * TIMES))

    assert seconds(target, many) <= MOST_GROWTH * max(seconds(target, few), NOT_MEASURED)


def test_a_time_that_grows_as_a_square_is_found():
    def square(data):
        return sum(one == other for one in data[::96] for other in data[::96])

    with pytest.raises(AssertionError):
        test_time_grows_as_the_input_does(square, b"a")
