"""The mailbox as its users meet it: boto3 on one side, a browser or a script on the other."""

from __future__ import annotations

import json
import threading
from email.message import EmailMessage

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from werkzeug.serving import make_server

from local.mailbox.app import create_app
from local.mailbox.maildir import Maildir

FRENCH = "Commande confirmée : 62,73 € — merci !"


@pytest.fixture
def mailbox(tmp_path):
    return create_app(Maildir(tmp_path / "mails"))


@pytest.fixture
def web(mailbox):
    return mailbox.test_client()


@pytest.fixture
def ses(mailbox):
    """boto3's own client against the mailbox on a real socket."""
    server = make_server("127.0.0.1", 0, mailbox, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    config = Config(retries={"total_max_attempts": 1}, read_timeout=1)
    yield boto3.client(
        "sesv2",
        endpoint_url=f"http://127.0.0.1:{server.server_port}",
        region_name="eu-west-3",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=config,
    )
    server.shutdown()
    thread.join()
    server.server_close()


def a_message(order: str = "CMD4821", html: str = "<p>Merci</p>") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Atelier Lumen <commandes@atelier-lumen.example>"
    message["To"] = "Camille Œuvrard <camille@example.org>"
    message["Subject"] = FRENCH
    message["X-Guichet-Order"] = order
    message.set_content("Merci, à bientôt.\n")
    message.add_alternative(html, subtype="html")
    return message


def send(ses, message: EmailMessage, **more) -> str:
    destination = {"ToAddresses": ["camille@example.org"]}
    content = {"Raw": {"Data": message.as_bytes()}}
    return ses.send_email(Destination=destination, Content=content, **more)["MessageId"]


def test_a_raw_mail_is_kept_and_listed(ses, web):
    send(ses, a_message())

    (mail,) = web.get("/mails.json").json

    assert mail.pop("sent_at").endswith("+00:00")
    assert mail == {
        "to": "camille@example.org",
        "subject": FRENCH,
        "text": "Merci, à bientôt.\n",
        "html": "<p>Merci</p>\n",
        "order": "CMD4821",
    }


def test_the_newest_mail_is_last(ses, web):
    for order in ("A1", "A2", "A3"):
        send(ses, a_message(order))

    assert [mail["order"] for mail in web.get("/mails.json").json] == ["A1", "A2", "A3"]


def test_a_simple_mail_is_put_together(ses, web):
    ses.send_email(
        FromEmailAddress="commandes@atelier-lumen.example",
        Destination={"ToAddresses": ["a@example.org"], "BccAddresses": ["b@example.org"]},
        Content={
            "Simple": {
                "Subject": {"Data": FRENCH},
                "Body": {"Text": {"Data": "à"}, "Html": {"Data": "<p>à</p>"}},
                "Headers": [{"Name": "X-Guichet-Order", "Value": "CMD1"}],
            }
        },
    )

    (mail,) = web.get("/mails.json").json

    assert (mail["to"], mail["subject"], mail["order"]) == ("a@example.org, b@example.org", FRENCH, "CMD1")
    assert (mail["text"].strip(), mail["html"].strip()) == ("à", "<p>à</p>")


def test_without_a_destination_the_headers_name_the_recipients(ses, web):
    ses.send_email(Content={"Raw": {"Data": a_message().as_bytes()}})

    assert web.get("/mails.json").json[0]["to"] == "camille@example.org"


def test_mails_survive_a_restart_byte_for_byte(ses, web, tmp_path):
    mail_id = send(ses, a_message())
    before = web.get("/mails.json").json

    restarted = create_app(Maildir(tmp_path / "mails")).test_client()

    assert restarted.get("/mails.json").json == before
    source = restarted.get(f"/mails/{mail_id}/source")
    assert source.data == b"Delivered-To: camille@example.org\r\n" + a_message_as_sent(source.data)
    assert source.mimetype == "message/rfc822"
    assert source.headers["Content-Disposition"].startswith("attachment")


def a_message_as_sent(stored: bytes) -> bytes:
    # The boundary between the parts is drawn anew for each message.
    boundary = stored.split(b'boundary="')[1].split(b'"')[0].decode()
    message = a_message()
    message.set_boundary(boundary)
    return message.as_bytes()


def test_what_a_crash_left_half_written_is_no_mail(tmp_path):
    maildir = Maildir(tmp_path)
    maildir.deliver(["a@example.org"], a_message().as_bytes())
    (tmp_path / "00000000001764000000-half.partial").write_bytes(b"Subj")

    assert len(Maildir(tmp_path).all()) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"Content": null}',
        b'{"Content": {"Template": {}}}',
        b'{"Content": {"Raw": {"Data": "no base64!"}}, "Destination": {"ToAddresses": ["a@example.org"]}}',
        b'{"Content": {"Raw": {"Data": "UEFZTE9BRA=="}}}',
        b'{"Content": {"Raw": {"Data": ""}}, "Destination": {"ToAddresses": ["a@b.org\\nBcc: c@d.org"]}}',
        b'{"Content": {"Raw": {"Data": ""}}, "Destination": {"ToAddresses": "a@example.org"}}',
        b'{"Content": {"Simple": {"Subject": {"Data": "x"}}}, "Destination": {"ToAddresses": ["a@b.org"]}}',
    ],
)
def test_what_is_no_mail_is_refused_as_ses_refuses_it(web, body):
    answer = web.post("/v2/email/outbound-emails", data=body)

    assert answer.status_code == 400
    assert answer.headers["x-amzn-ErrorType"] == "BadRequestException"
    assert web.get("/mails.json").json == []


def test_a_part_in_an_unknown_charset_is_refused_before_it_is_kept(ses, web):
    raw = b'To: a@example.org\r\nContent-Type: text/plain; charset="klingon"\r\n\r\nx'

    with pytest.raises(ClientError) as refusal:
        ses.send_email(Content={"Raw": {"Data": raw}})

    assert refusal.value.response["Error"]["Code"] == "BadRequestException"
    assert web.get("/mails.json").json == []


@pytest.mark.parametrize(("fault", "code"), [("reject", "MessageRejected"), ("throttle", "TooManyRequestsException")])
def test_a_refusal_on_request_is_the_error_that_boto3_knows_and_is_met_once(ses, web, fault, code):
    assert web.post("/faults", json={"next": fault}).status_code == 204

    with pytest.raises(ClientError) as refusal:
        send(ses, a_message())
    assert refusal.value.response["Error"]["Code"] == code
    assert web.get("/mails.json").json == []

    send(ses, a_message())
    assert len(web.get("/mails.json").json) == 1


@pytest.mark.parametrize(("fault", "kept"), [("hang", 0), ("take-then-hang", 1)])
def test_a_mailbox_that_hangs_gives_no_answer_and_keeps_what_it_took(ses, web, fault, kept):
    web.post("/faults", json={"next": fault})

    with pytest.raises(ReadTimeoutError):
        send(ses, a_message())

    assert len(web.get("/mails.json").json) == kept


@pytest.mark.parametrize("sent", [{"json": {"next": "burn"}}, {"json": []}, {"data": '{"next": "hang"}'}])
def test_a_fault_that_makes_no_sense_or_comes_as_a_form_is_refused(web, sent):
    assert web.post("/faults", **sent).status_code == 400


def test_a_person_reads_the_list_and_the_mail_in_french_or_english(ses, web):
    mail_id = send(ses, a_message())

    french = web.get("/", headers={"Accept-Language": "fr-FR"}).text
    english = web.get("/", headers={"Accept-Language": "en-GB"}).text
    page = web.get(f"/mails/{mail_id}").text

    assert "Boîte aux lettres" in french
    assert "Mailbox" in english
    for text in (FRENCH, "camille@example.org", "CMD4821", f"/mails/{mail_id}"):
        assert text in french
    assert "Merci, à bientôt." in page
    assert "<p>Merci</p>" not in page


def test_a_mails_html_is_shown_locked_up(ses, web):
    mail_id = send(ses, a_message(html="<script>alert(1)</script>"))

    page, html = web.get(f"/mails/{mail_id}"), web.get(f"/mails/{mail_id}/html")

    assert "<script" not in page.text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text
    policy = html.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_what_a_stranger_wrote_is_text_on_our_pages(ses, web):
    message = a_message()
    message.replace_header("Subject", "<b>bold</b>")
    mail_id = send(ses, message)

    for path in ("/", f"/mails/{mail_id}"):
        assert "<b>bold</b>" not in web.get(path).text


def test_a_foreign_host_name_reads_nothing(web):
    assert web.get("/mails.json", headers={"Host": "rebound.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/mails/none", "/mails/none/html", "/mails/none/source", "/mails/..%2Fx/source"])
def test_an_unknown_mail_is_not_found(web, path):
    assert web.get(path).status_code == 404


def test_fifty_mails_at_once_are_fifty_mails(ses, web):
    threads = [threading.Thread(target=send, args=(ses, a_message(f"N{number}"))) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    orders = {mail["order"] for mail in json.loads(web.get("/mails.json").data)}
    assert orders == {f"N{number}" for number in range(50)}
