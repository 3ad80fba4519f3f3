"""The mail as it goes out: one MIME message, one attempt, and SES's answers told apart."""

from __future__ import annotations

import threading
from base64 import b64decode
from dataclasses import replace
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from json import dumps, loads

import boto3
import pytest
from botocore.config import Config

from chalicelib.aws.mailer import Mailer
from chalicelib.domain.errors import MailRefused, MailUncertain
from chalicelib.mail.message import Mail

MAIL = Mail(
    to="camille@example.org",
    subject="Votre commande CMD4821 chez L’Été est confirmée",
    text="Merci : 62,73\u202f€",
    html="<p>Merci</p>",
    language="fr",
    order="CMD4821",
    effect="confirmation",
)


@pytest.fixture
def ses():
    """An SES that answers what it is told to, and keeps what it was sent."""
    answers, got = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, code = answers.pop(0) if answers else (200, "")
            body = dumps({"MessageId": "1"} if status == 200 else {"message": "no"}).encode()
            self.send_response(status)
            if code:
                self.send_header("X-Amzn-ErrorType", code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = boto3.client(
        "sesv2",
        endpoint_url=f"http://127.0.0.1:{server.server_port}",
        region_name="eu-west-3",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=1),
    )
    yield Mailer(client, "L’Été <commandes@ete.example>"), answers, got
    server.shutdown()
    server.server_close()


def test_a_mail_goes_out_as_text_and_html_that_can_be_recognised(ses):
    mailer, _, got = ses

    mailer.send(MAIL)

    (request,) = got
    message = message_from_bytes(b64decode(request["Content"]["Raw"]["Data"]), policy=policy.default)
    assert (message["To"], message["Subject"]) == (MAIL.to, MAIL.subject)
    assert message["From"].addresses[0].display_name == "L’Été"
    assert (message["X-Guichet-Order"], message["X-Guichet-Effect"]) == ("CMD4821", "confirmation")
    assert message["Content-Language"] == "fr"
    assert message.get_body(("plain",)).get_content().strip() == MAIL.text
    assert message.get_body(("html",)).get_content().strip() == MAIL.html
    assert request["Destination"] == {"ToAddresses": [MAIL.to]}


def test_a_mail_bears_its_orders_tag_by_which_an_event_finds_it(ses):
    mailer, _, got = ses

    mailer.send(MAIL)

    assert got[0]["EmailTags"] == [{"Name": "guichet-order", "Value": "CMD4821"}]
    assert "ConfigurationSetName" not in got[0]


def test_events_come_by_the_configuration_set_that_is_named(ses):
    mailer, _, got = ses

    replace(mailer, events="guichet-mail").send(MAIL)

    assert got[0]["ConfigurationSetName"] == "guichet-mail"


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "MessageRejected", MailRefused),
        (400, "BadRequestException", MailRefused),
        (429, "TooManyRequestsException", MailUncertain),
        (500, "InternalFailure", MailUncertain),
        (400, "AccountSuspendedException", MailUncertain),
    ],
)
def test_what_ses_answers_is_told_apart_after_one_attempt(ses, status, code, error):
    mailer, answers, got = ses
    answers[:] = [(status, code)] * 3

    with pytest.raises(error, match=code):
        mailer.send(MAIL)

    assert len(got) == 1


def test_a_service_that_is_not_there_leaves_the_mail_uncertain():
    client = boto3.client(
        "sesv2", endpoint_url="http://127.0.0.1:1", region_name="eu-west-3", aws_access_key_id="x",
        aws_secret_access_key="x", config=Config(retries={"total_max_attempts": 1}),
    )  # fmt: skip

    with pytest.raises(MailUncertain, match="EndpointConnectionError"):
        Mailer(client, "a@b.example").send(MAIL)
