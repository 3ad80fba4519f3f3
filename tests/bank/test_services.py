from __future__ import annotations

import threading
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from werkzeug.serving import make_server

from bank.__main__ import QuietHandler
from bank.app import create_app
from tests.bank.services import Caller, lines, settings_of_every_mode, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.bank.stage import Clock, Merchant

CAPTURE, REFUND, STATUS = "capture_paiement.cgi", "recredit_paiement.cgi", "etatpaiement.cgi"


def ask(client: FlaskClient, service: str, fault: str, **more: float) -> None:
    assert client.post("/control/services", json={"service": service, "next": fault, **more}).status_code == 200


@pytest.fixture
def waiting(every_mode: FlaskClient) -> Caller:
    return Caller(every_mode, "partial").paid()


@pytest.fixture
def paid(every_mode: FlaskClient) -> Caller:
    return Caller(every_mode, "immediate").paid()


def test_a_slow_answer_comes_after_its_seconds_and_what_it_tells_is_done(waiting: Caller, waits: list[float]) -> None:
    ask(waiting.client, "capture", "slow", seconds=2.5)

    assert told(waiting.capture("20EUR", "0EUR", "42.73EUR")) == ("1", "paiement accepte")
    assert told(waiting.capture("20EUR", "20EUR", "22.73EUR")) == ("1", "paiement accepte")
    assert waits == [2.5]


@pytest.mark.parametrize("fault", ["lost", "cut"])
def test_a_broken_answer_leaves_the_deed_done(fault: str, waiting: Caller) -> None:
    ask(waiting.client, "capture", fault)

    with pytest.raises(ConnectionAbortedError):
        waiting.capture("20EUR", "0EUR", "42.73EUR")

    assert waiting.books()["captured"] == "20.00"
    assert "<montantrecouvre>20.00EUR</montantrecouvre>" in waiting.status()


def test_a_connection_lost_before_leaves_nothing_done(waiting: Caller) -> None:
    ask(waiting.client, "capture", "lost-before")

    with pytest.raises(ConnectionAbortedError):
        waiting.capture("20EUR", "0EUR", "42.73EUR")

    assert waiting.books()["captured"] == "0.00"


def test_an_html_page_has_status_200_and_nothing_is_done(paid: Caller) -> None:
    ask(paid.client, "refund", "html")

    response = paid.post(REFUND, paid.refund_fields("20EUR", "62.73EUR"))

    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert response.get_data(as_text=True).startswith("<!doctype html>")
    assert paid.books()["refunded"] == "0.00"


def test_a_contradictory_answer_refuses_what_is_done_and_the_status_tells(every_mode: FlaskClient) -> None:
    waiting, paid = Caller(every_mode, "partial").paid(), Caller(every_mode, "immediate", "CMD482102").paid()
    ask(every_mode, "capture", "contradictory")
    ask(every_mode, "refund", "contradictory")

    assert told(waiting.capture("20EUR", "0EUR", "42.73EUR")) == ("0", "autorisation refusee")
    assert told(paid.refund("5EUR", "62.73EUR")) == ("-48", "la demande ne peut aboutir")
    assert "<montantrecouvre>20.00EUR</montantrecouvre>" in waiting.status()
    assert "<total>5.00EUR</total>" in paid.status()


@pytest.mark.parametrize("service", ["capture", "status"])
def test_an_oversized_answer_has_five_megabytes_after_the_right_beginning(service: str, waiting: Caller) -> None:
    ask(waiting.client, service, "oversized")
    fields = waiting.capture_fields("20EUR", "0EUR", "42.73EUR") if service == "capture" else waiting.status_fields()

    body = waiting.post(CAPTURE if service == "capture" else STATUS, fields).get_data()

    assert len(body) == 5 * 1024 * 1024
    assert body.startswith(b"version=1.0\nreference=" if service == "capture" else b"<?xml")
    assert waiting.books()["captured"] == ("20.00" if service == "capture" else "0.00")


def test_latin1_has_accents_that_are_not_utf8(every_mode: FlaskClient) -> None:
    waiting, paid = Caller(every_mode, "partial").paid(), Caller(every_mode, "immediate", "CMD482102").paid()
    for service in ("capture", "refund", "status"):
        ask(every_mode, service, "latin1")

    bodies = [
        waiting.post(CAPTURE, waiting.capture_fields("20EUR", "0EUR", "42.73EUR")).get_data(),
        paid.post(REFUND, paid.refund_fields("5EUR", "62.73EUR")).get_data(),
        paid.post(STATUS, paid.status_fields()).get_data(),
    ]

    assert b"lib=paiement accept\xe9\n" in bodies[0]
    assert b"lib=recr\xe9dit accept\xe9\n" in bodies[1]
    assert b"pay\xe9" in bodies[2]
    for body in bodies:
        with pytest.raises(UnicodeDecodeError):
            body.decode()
    assert (waiting.books()["captured"], paid.books()["refunded"]) == ("20.00", "5.00")


def test_a_fault_is_for_one_call_of_its_service_and_can_be_taken_back(every_mode: FlaskClient) -> None:
    paid = Caller(every_mode, "immediate").paid()
    ask(every_mode, "refund", "html")

    assert told(paid.capture("1EUR", "0EUR", "61.73EUR"))[1] == "paiement deja accepte"
    assert paid.post(REFUND, paid.refund_fields("5EUR", "62.73EUR")).mimetype == "text/html"
    assert paid.refund("5EUR", "62.73EUR")["cdr"] == "0"
    ask(every_mode, "refund", "html")
    every_mode.post("/control/services", json={"service": "refund", "next": None})
    assert paid.refund("5EUR", "57.73EUR")["cdr"] == "0"


def test_one_call_at_a_time_for_an_order_while_others_go_on(tmp_path: Path, clock: Clock, merchant: Merchant) -> None:
    """The first answer is held: meanwhile come a second capture, a refund, a status, and another order's capture."""
    seen: list[Any] = []

    def meanwhile(_: float) -> None:
        client = app.test_client()
        same, other = Caller(client, "partial"), Caller(client, "partial", "CMD482102")
        seen.extend(
            [
                told(same.capture("20EUR", "20EUR", "22.73EUR")),
                told(same.refund("20EUR", "20EUR")),
                "<etat>PP</etat>" in same.status(),
                told(other.capture("62.73EUR", "0EUR", "0EUR")),
            ]
        )

    app = create_app(settings_of_every_mode(tmp_path), clock=clock, send=merchant, wait=meanwhile)
    client = app.test_client()
    first = Caller(client, "partial").paid()
    Caller(client, "partial", "CMD482102").paid()
    ask(client, "capture", "slow", seconds=1)

    held = first.capture("20EUR", "0EUR", "42.73EUR")

    busy = ("-1", "traitement en cours")
    assert told(held) == ("1", "paiement accepte")
    assert seen == [busy, busy, True, ("1", "paiement accepte")]
    assert told(first.capture("20EUR", "20EUR", "22.73EUR")) == ("1", "paiement accepte")


@pytest.fixture
def served(tmp_path: Path, clock: Clock, merchant: Merchant) -> Iterator[tuple[FlaskClient, int]]:
    """The same bank by a client that sees everything and by a real server."""
    app = create_app(settings_of_every_mode(tmp_path), clock=clock, send=merchant)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield app.test_client(), server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("fault", "error", "captured"),
    [
        ("lost", RemoteDisconnected, "20.00"),
        ("lost-before", RemoteDisconnected, "0.00"),
        ("cut", IncompleteRead, "20.00"),
    ],
)
def test_on_the_wire_a_broken_answer_is_a_broken_connection(
    fault: str, error: type[Exception], captured: str, served: tuple[FlaskClient, int]
) -> None:
    client, port = served
    caller = Caller(client, "partial").paid()
    ask(client, "capture", fault)
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    body = urlencode(caller.capture_fields("20EUR", "0EUR", "42.73EUR"))

    with pytest.raises(error) as broken:
        connection.request("POST", f"/test/{CAPTURE}", body, {"Content-Type": "application/x-www-form-urlencoded"})
        connection.getresponse().read()

    connection.close()
    assert caller.books()["captured"] == captured
    if isinstance(broken.value, IncompleteRead):
        assert broken.value.partial.startswith(b"version=1.0\nreference=")


def test_a_call_is_kept_without_its_seal_for_the_developer(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "partial").paid()
    fields = caller.capture_fields("20EUR", "0EUR", "42.73EUR")
    lines(caller.post(CAPTURE, fields))
    caller.capture("20EUR", "0EUR", "42.73EUR", lgue="fr")
    ask(every_mode, "refund", "html")
    caller.post(REFUND, caller.refund_fields("1EUR", "20EUR"))
    page = every_mode.post("/control", json={"fields": {}, "scenario": "paid"})

    home = every_mode.get("/").get_data(as_text=True)

    assert page.status_code == 422
    assert "TPE=0000003*date=10/03/2026:12:00:00*date_commande=10/03/2026" in home
    assert "lib=paiement accepte" in home
    assert "lgue: not as the sheet has it" in home
    assert "fault asked for: html" in home
    assert "Not done." in home
    assert fields["MAC"] not in home


def test_a_visit_s_panel_shows_its_own_calls_only(every_mode: FlaskClient) -> None:
    one, other = Caller(every_mode, "partial").paid(), Caller(every_mode, "partial", "CMD482102").paid()
    home = every_mode.get("/").get_data(as_text=True)
    one.capture("20EUR", "0EUR", "42.73EUR")
    other.capture("21EUR", "0EUR", "41.73EUR")
    address = next(line.split('href="')[1].split('"')[0] for line in home.splitlines() if ">CMD482102</a>" in line)

    panel = every_mode.get(address.replace("&amp;", "&")).get_data(as_text=True).split('id="developer"')[1]

    assert "montant_a_capturer=21EUR" in panel
    assert "montant_a_capturer=20EUR" not in panel
