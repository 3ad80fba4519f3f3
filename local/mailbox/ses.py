"""SES v2's SendEmail as boto3 speaks it. Takes every mail that SES would take from a verified sender."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from local.mailbox.mail import UnreadableMail
from local.mailbox.refusal import Refusal, bad_request
from local.mailbox.submission import read_submission

if TYPE_CHECKING:
    from local.mailbox.faults import Faults
    from local.mailbox.maildir import Maildir

# Longer than any sender waits.
HANG_SECONDS = 60


def ses(maildir: Maildir, faults: Faults) -> Blueprint:
    blueprint = Blueprint("ses", __name__)

    @blueprint.post("/v2/email/outbound-emails")
    def send_email() -> Response:
        submission = read_submission(request.get_json(force=True, silent=True))
        fault = faults.next()
        _refuse_as_asked(fault)
        try:
            mail = maildir.deliver(submission.recipients, submission.raw)
        except UnreadableMail as unreadable:
            raise bad_request(f"The message cannot be read: {unreadable}") from unreadable
        if fault == "take-then-hang":
            time.sleep(HANG_SECONDS)
        return jsonify(MessageId=mail.id)

    return blueprint


def _refuse_as_asked(fault: str | None) -> None:
    if fault == "reject":
        raise Refusal("MessageRejected", 400, "The message was rejected, as asked.")
    if fault == "throttle":
        raise Refusal("TooManyRequestsException", 429, "Too many requests, as asked.")
    if fault == "hang":
        time.sleep(HANG_SECONDS)
        raise Refusal("InternalServiceErrorException", 500, "Hung, as asked.")
