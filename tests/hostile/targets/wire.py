"""What the bank's messages are read by: form, seal, key, fields, outline and ticket."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.monetico.form import MAX_FIELDS, MalformedForm, checked, parse
from chalicelib.monetico.key import InvalidKey, key_bytes
from chalicelib.monetico.notification import MAX_EXTRA_BYTES, NotANotification, read
from chalicelib.monetico.outline import MAX_SHOWN, outline
from chalicelib.payments.record_notification import entry_of
from chalicelib.payments.terminals import BadSeal, Sealed
from chalicelib.payments.ticket import issue, order_as_started
from tests.hostile.reference import fields_of, storable, vouched
from tests.hostile.slices import Slices
from tests.makers import KEY, NOW, OTHER_KEY, euros, terminals

_CARD_NUMBER = re.compile(r"[0-9]{12,19}")


def form(data: bytes) -> None:
    """Read as the reference reads it, or refused; and what was read survives being written and read again."""
    try:
        pairs = parse(data)
    except MalformedForm:
        assert fields_of(data) is None
        return
    assert dict(pairs) == fields_of(data)
    assert len(pairs) <= MAX_FIELDS
    written = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()
    assert len(written) > len(data) or parse(written) == pairs


def seal(data: bytes) -> None:
    """What was edited after it was sealed is believed only where the reference finds it sealed."""
    slices = Slices(data)
    how = slices.number() % 3
    message = slices.rest if how == 2 else slices.sealed_message((KEY, OTHER_KEY)[how])
    try:
        pairs = parse(message)
        believed = dict(terminals().check(pairs).pairs)
    except (MalformedForm, BadSeal):
        believed = None
    assert believed == vouched(message, "1234567", KEY)


def key(data: bytes) -> None:
    """Twenty bytes, or no key."""
    text = data.decode(errors="surrogateescape")
    try:
        found = key_bytes(text)
    except InvalidKey as error:
        assert len(text) < 8 or text not in str(error)
        return
    assert len(found) == 20
    assert found == key_bytes(found.hex().upper())


def notification(data: bytes) -> None:
    """Whatever stands in sealed fields can be stored, is bounded, and holds no card number where none belongs."""
    fields = Slices(data).fields()
    try:
        pairs = checked(tuple(fields.items()))
        read_fields = read(pairs)
    except (MalformedForm, NotANotification):
        return
    sealed = Sealed(pairs, frozenset({Platform.TEST}), "key")
    entry = entry_of(read_fields, sealed, NOW, keep_masked_number=True)
    assert storable(entry)
    assert sum(len((name + value).encode()) for name, value in entry.extra.items()) <= MAX_EXTRA_BYTES
    for text in (*entry.extra, *entry.extra.values(), entry.brand, entry.authorization, entry.refusal_reason):
        assert not _CARD_NUMBER.search(text)


def outlined(data: bytes) -> None:
    """Short texts or nothing, whatever comes."""
    told = outline(data)
    if told is None:
        return
    shown = (told.terminal, told.reference, told.amount, told.code, told.date)
    assert all(len(text) <= MAX_SHOWN for text in shown)
    assert storable(shown)
    assert fields_of(data) is not None


def ticket(data: bytes) -> None:
    """An order that issues the same ticket again, or none."""
    text, _, reference = data.decode(errors="replace").partition("\n")
    order = order_as_started(text, reference, euros("62.73"), "1234567", Platform.TEST)
    if order is None:
        return
    assert order.last_attempt.reference == reference
    assert order.mode is not Mode.SPLIT
    again = order_as_started(issue(order), reference, euros("62.73"), "1234567", Platform.TEST)
    assert again == order
