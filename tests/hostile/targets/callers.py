"""What callers of the API send: tokens, order claims, cursors, and what the mail service publishes."""

from __future__ import annotations

import base64
import hmac
import json
from contextlib import suppress
from datetime import UTC, datetime
from types import SimpleNamespace

from chalicelib.api import exchange, tokens
from chalicelib.api.models import OrderClaim, order_claim
from chalicelib.api.problems import Problem
from chalicelib.aws.case_items import place_of
from chalicelib.aws.order_list import _day_of
from chalicelib.domain.errors import InvalidValue
from chalicelib.domain.order import check_number
from chalicelib.monetico.context import InvalidContext
from chalicelib.payments.start import Counter, start
from chalicelib.runtime.bounces import told_in
from tests.fakes import MemoryOrders
from tests.hostile.reference import storable
from tests.hostile.slices import Slices
from tests.makers import NOW, PAGE, Platform, a_terminal, terminals

SECRET = b"a secret of thirty-two bytes....."
JWKS = json.dumps({"keys": [{"kty": "oct", "kid": "one", "k": base64.urlsafe_b64encode(SECRET).decode().rstrip("=")}]})
KEYS = tokens.shop_keys(JWKS)
VIEW_KEYS = (b"v" * 32,)
COUNTER = Counter(Platform.TEST, "https://bank.example.org/paiement.cgi", "https://api.example.org", PAGE)

USUAL_ORDER = {
    "amount": "62.73",
    "currency": "EUR",
    "email": "camille.martin@example.org",
    "billing": {"addressLine1": "12 rue des Lilas", "city": "Nantes", "postalCode": "44000", "country": "FR"},
    "lines": [{"label": "Lampe Aube", "unit_amount": "62.73", "vat_rate": "20"}],
}


def token(data: bytes) -> None:
    """Claims for nothing that the shop did not sign, and only a problem of status 401 for anything else."""
    text = _text(data)
    try:
        tokens.verify(text, KEYS, NOW)
    except Problem as problem:
        assert _told(problem) == 401
    else:
        assert _signed_by_the_shop(text)
    try:
        number = tokens.viewed_order(text, VIEW_KEYS)
    except Problem as problem:
        assert _told(problem) == 401
    else:
        assert text == tokens.view_token(number, VIEW_KEYS)


def signed_token(data: bytes) -> None:
    """A payload that the shop did sign: claims within their bounds, or a problem."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256"}').rstrip(b"=")
    text = head + b"." + base64.urlsafe_b64encode(data).rstrip(b"=")
    mac = base64.urlsafe_b64encode(hmac.digest(SECRET, text, "sha256")).rstrip(b"=")
    try:
        claims = tokens.verify((text + b"." + mac).decode(), KEYS, NOW)
    except Problem as problem:
        assert _told(problem) == 401
        return
    payload = json.loads(data)
    assert NOW.timestamp() < payload["exp"] <= NOW.timestamp() + 24 * 3600 + 60
    assert payload["aud"] == "guichet" or "guichet" in payload["aud"]
    assert claims.scopes == set(payload.get("scope", "").split())


def claim(data: bytes) -> None:
    """A form that the bank can be sent and whose seal cannot be read in another way, or a problem that can be told."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    try:
        read = order_claim(document)
        fields = _form_of(read)
    except Problem as problem:
        assert _told(problem) == 422
        return
    except (InvalidContext, InvalidValue) as fault:
        assert _told(Problem("order-not-valid", str(fault))) == 422
        return
    for value in fields.values():
        assert "*" not in value
        assert value.isascii()
        assert value.isprintable()
    assert (read.return_url or "").isascii()


def fields_of_claim(data: bytes) -> None:
    """The same as `claim`, with one member of a right order changed by the rest: its number, then a value as JSON."""
    slices = Slices(data)
    name = [*OrderClaim.model_fields][slices.number() % len(OrderClaim.model_fields)]
    try:
        value = json.loads(slices.rest)
    except (ValueError, RecursionError):
        value = slices.rest.decode(errors="replace")
    claim(json.dumps({**USUAL_ORDER, name: value}).encode())


def cursor(data: bytes) -> None:
    """A place in the store's own form, or no cursor."""
    text = data.decode(errors="replace")
    try:
        state, key = place_of(text)
    except InvalidValue:
        pass
    else:
        assert state in ("open", "resolved")
        assert key is None or all(0 < len(text["S"]) <= 100 and text["S"].isascii() for text in key.values())
    with suppress(InvalidValue):
        assert _day_of(text).year >= 1000


def bounce(data: bytes) -> None:
    """The report of a mail of ours, or nothing."""
    told = told_in(data.decode(errors="replace"))
    if told is not None:
        assert check_number(told.order)
        assert told.report.at.astimezone(UTC)


def body(data: bytes) -> None:
    """An object that could be stored, or a problem."""
    try:
        document = exchange.json_body(SimpleNamespace(raw_body=data))
    except Problem as problem:
        assert _told(problem) == 400
        return
    assert storable(json.dumps(document, ensure_ascii=False)[:50_000])


def _form_of(read: OrderClaim) -> dict[str, str]:
    return start(
        "CMD4821",
        read.money(),
        read.mode,
        read.customer(),
        counter=COUNTER,
        terminals=terminals(*(a_terminal(mode=mode, tpe=f"123456{n}") for n, mode in enumerate(type(read.mode)))),
        orders=MemoryOrders(),
        view_token=lambda number: tokens.view_token(number, VIEW_KEYS),
        now=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        instalments=read.parts(),
        options=read.options(),
    ).form.fields


def _told(problem: Problem) -> int:
    """The status of the problem, whose document must be one that can be sent."""
    text = exchange.json_response(problem.document()).body
    assert json.loads(text.encode())["status"] == problem.status
    return problem.status


def _signed_by_the_shop(text: str) -> bool:
    signed, _, mac = text.rpartition(".")
    expected = hmac.digest(SECRET, signed.encode(), "sha256")
    return hmac.compare_digest(base64.urlsafe_b64decode(mac + "=" * (-len(mac) % 4)), expected)


def _text(data: bytes) -> str:
    """As a header or a body could hold it, half surrogate pairs included."""
    try:
        return data.decode(errors="surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")
