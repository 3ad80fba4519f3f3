"""A mail that did not arrive becomes a case of its order, through the function that the mail service's topic calls."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from zlib import crc32

import pytest

from chalicelib.aws import session
from chalicelib.domain.reports import CaseResolved
from chalicelib.domain.vocabulary import CaseKind
from chalicelib.events.bounces import bounces
from chalicelib.payments.reporting import report
from chalicelib.runtime.bounces import orders
from local import environment
from tests.local.local_aws import aws_stack, settings_in
from tests.makers import NOW, a_customer, an_order

ADDRESS = "camille.martin@example.org"
BOUNCED_AT = "2026-11-23T10:31:07.438Z"


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """The record of orders as the function finds it by its own settings."""
    settings = settings_in(tmp_path_factory.mktemp("events"))
    stack = aws_stack(settings)
    stack.start("aws")
    before = dict(os.environ)
    # The table is all that this function is told.
    backend = environment.backend(settings, {})
    os.environ.update({name: value for name, value in backend.items() if not name.startswith("GUICHET_")})
    os.environ["GUICHET_TABLE"] = environment.TABLE
    made = (session._session, session.dynamodb, orders)
    for once in made:
        once.cache_clear()
    yield orders()
    for once in made:
        once.cache_clear()
    stack.stop_all()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def order(record, request):
    """A new order of each test's own."""
    made = an_order(number=f"BOUNCE-{crc32(request.node.name.encode())}")
    record.create(made, a_customer())
    return made


def event(number, kind="Bounce", at=BOUNCED_AT, **changes):
    """What SES publishes, as its documentation shows it."""
    details = {
        "Bounce": {"bounce": {"bounceType": "Permanent", "bounceSubType": "General", "timestamp": at,
                              "bouncedRecipients": [{"emailAddress": ADDRESS, "diagnosticCode": "smtp; 550 5.1.1"}]}},
        "Complaint": {"complaint": {"timestamp": at, "complainedRecipients": [{"emailAddress": ADDRESS}]}},
        "Reject": {"reject": {"reason": "Bad content"}},
    }  # fmt: skip
    mail = {
        "timestamp": "2026-11-23T10:31:05.000Z",
        "messageId": "EXAMPLE-1",
        "destination": [ADDRESS],
        "tags": {"ses:configuration-set": ["guichet"], "guichet-order": [number]},
    }
    return {"eventType": kind, "mail": mail, **details.get(kind, {}), **changes}


def told(message):
    text = message if isinstance(message, str) else json.dumps(message)
    record = {"Sns": {"Message": text, "Subject": "Amazon SES Email Event Notification", "MessageAttributes": {}}}
    bounces({"Records": [record]}, None)


def messages(printed):
    """What the log says has happened."""
    lines = [json.loads(line) for line in printed.splitlines()]
    return [line["message"] for line in lines if "message" in line]


def kinds(record, order):
    return [case.kind for case in record.order(order.number).cases]


@pytest.mark.parametrize(
    ("kind", "case"),
    [
        ("Bounce", CaseKind.MAIL_BOUNCED),
        ("Reject", CaseKind.MAIL_BOUNCED),
        ("Complaint", CaseKind.MAIL_COMPLAINED),
    ],
)
def test_a_mail_that_came_back_is_a_case_of_its_order(record, order, kind, case):
    told(event(order.number, kind))

    assert kinds(record, order) == [case]
    assert record.order(order.number).cases[0].opened_at.date() == NOW.date()


def test_the_same_message_twice_is_one_case_even_after_it_was_resolved(record, order):
    told(event(order.number))
    told(event(order.number))
    assert kinds(record, order) == [CaseKind.MAIL_BOUNCED]

    report(record, record.order(order.number), CaseResolved(f"{order.number}.1", "telephoned", NOW))
    told(event(order.number))

    assert kinds(record, order) == [CaseKind.MAIL_BOUNCED]


def test_a_later_mail_that_comes_back_after_the_case_was_resolved_is_a_new_one(record, order):
    told(event(order.number))
    report(record, record.order(order.number), CaseResolved(f"{order.number}.1", "telephoned", NOW))
    later = (datetime.fromisoformat(BOUNCED_AT) + timedelta(days=1)).isoformat()

    told(event(order.number, at=later))

    assert kinds(record, order) == [CaseKind.MAIL_BOUNCED] * 2


def test_a_complaint_after_a_bounce_is_a_case_of_its_own(record, order):
    told(event(order.number))
    told(event(order.number, "Complaint"))

    assert kinds(record, order) == [CaseKind.MAIL_BOUNCED, CaseKind.MAIL_COMPLAINED]


@pytest.mark.parametrize(
    "message",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        "[]",
        "null",
        event("BOUNCE-1", "Delivery"),
        event("BOUNCE-1", mail={"tags": {}}),
        event("BOUNCE-1", mail=None),
        event("no order's number!"),
        event("BOUNCE-NEVER"),
        event("BOUNCE-1", bounce={"timestamp": "yesterday"}),
        event("BOUNCE-1", bounce={"timestamp": "2026-11-23T10:31:07"}),
        event("BOUNCE-1", bounce="?"),
    ],
    ids=[
        "a greeting", "a list", "nothing", "a delivery", "no tag", "no mail", "a foreign tag", "an unknown order",
        "a time that is none", "a time without a zone", "no details",
    ],
)  # fmt: skip
def test_what_is_about_no_mail_of_an_order_is_logged_and_changes_nothing(record, message, capsys):
    if record.order("BOUNCE-1") is None:
        record.create(an_order(number="BOUNCE-1"), a_customer())

    told(message)

    assert record.order("BOUNCE-1").cases == ()
    assert messages(capsys.readouterr().out) == ["mail event ignored"]


def test_the_shoppers_address_is_neither_stored_nor_logged(record, order, capsys):
    told(event(order.number))

    printed = capsys.readouterr()
    item = record.client.get_item(TableName=record.table, Key={"pk": {"S": f"order#{order.number}"}})["Item"]
    assert ADDRESS not in json.dumps(item) + printed.out + printed.err
    assert messages(printed.out) == ["mail came back"]
