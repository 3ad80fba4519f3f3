from __future__ import annotations

import socket

import pytest

from local.ports import HOST, BadPort, Ports, free_port, free_ports, ports_from


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def somewhere_free() -> dict[str, str]:
    return {f"GUICHET_{part.upper()}_PORT": str(port) for part, port in free_ports().items()}


def test_a_taken_port_is_named_with_the_variable_that_changes_it(taken_port):
    with pytest.raises(BadPort) as refusal:
        ports_from(somewhere_free() | {"GUICHET_BANK_PORT": str(taken_port)})

    assert str(taken_port) in str(refusal.value)
    assert "GUICHET_BANK_PORT=" in str(refusal.value)


def test_a_port_bound_but_not_listening_is_taken():
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        with pytest.raises(BadPort, match="GUICHET_SHOP_PORT"):
            ports_from(somewhere_free() | {"GUICHET_SHOP_PORT": str(holder.getsockname()[1])})


def test_a_mailbox_port_that_was_asked_for_and_is_taken_is_refused(taken_port):
    with pytest.raises(BadPort, match="GUICHET_MAIL_PORT"):
        ports_from(somewhere_free() | {"GUICHET_MAIL_PORT": str(taken_port)})


def test_a_mailbox_port_that_nobody_asked_for_gives_way(taken_port):
    asked = somewhere_free()
    del asked["GUICHET_MAIL_PORT"]

    assert ports_from(asked, Ports(mail=taken_port)).mail != taken_port


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "8000.0", "²"])
def test_what_is_no_port_number_is_refused_by_its_variable(text):
    with pytest.raises(BadPort, match="GUICHET_API_PORT"):
        ports_from(somewhere_free() | {"GUICHET_API_PORT": text})


def test_two_parts_cannot_share_a_port():
    port = str(free_port())

    with pytest.raises(BadPort, match="twice"):
        ports_from(somewhere_free() | {"GUICHET_API_PORT": port, "GUICHET_AWS_PORT": port})


def test_free_ports_differ():
    ports = [port for _, port in free_ports().items()]

    assert len(set(ports)) == len(ports)
