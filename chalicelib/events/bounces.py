"""The function that the mail service's topic calls: a mail that did not arrive, or was complained of, is a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Blueprint

from ..payments.reporting import report
from ..runtime.bounces import orders, told_in
from ..runtime.telemetry import happened

if TYPE_CHECKING:
    from chalice.app import SNSEvent

functions = Blueprint(__name__)

TOPIC = "arn:aws:sns:eu-west-3:000000000000:placeholder"
"""Replaced by the stack's own topic when the template is packaged."""


@functions.on_sns_message(topic=TOPIC, name="bounces")
def bounces(event: SNSEvent) -> None:
    """Open a case on the order that the mail was about, once; what is about no order here is only logged."""
    told = told_in(event.message)
    order = orders().order(told.order) if told else None
    if told is None or order is None:
        happened("mail event ignored", order=told.order if told else None)
        return
    after = report(orders(), order, told.report)
    happened("mail came back", order=order.number, kind=told.report.kind.value, new=after is not order)
