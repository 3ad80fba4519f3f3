from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.bank.stage import KEY, form

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


class Acknowledge(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"version=2\ncdr=0\n")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def notification_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Acknowledge)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def bank(notification_url: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    terminal = {
        "tpe": "0000001",
        "company": "atelierlumen",
        "platform": "test",
        "key": KEY.hex(),
        "mode": "immediate",
        "merchant": "Atelier Lumen",
        "notification_url": notification_url,
    }
    environment = {
        **os.environ,
        "GUICHET_BANK_PORT": "0",
        "GUICHET_BANK_STATE": str(tmp_path / "bank.db"),
        "GUICHET_BANK_TERMINALS": json.dumps([terminal]),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bank"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    announced = re.search(r"http://[\d.:]+", process.stdout.readline())
    yield process, announced.group()
    process.kill()
    process.wait()
    process.stdout.close()


def play(url: str, scenario: str, document: object, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "form.json").write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-m", "bank", "play", scenario, "--form", str(folder / "form.json"), "--bank", url]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)


def test_a_served_bank_plays_from_the_command_line_and_stops_quietly(
    bank: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, url = bank
    fields = form(date=f"{datetime.now(UTC):%d/%m/%Y:%H:%M:%S}")

    paid = play(url, "paid", {"order": "CMD4821", "form": {"action": url, "fields": fields}}, tmp_path)
    again = play(url, "paid", {"fields": fields}, tmp_path)
    with urllib.request.urlopen(f"{url}/health") as health:  # noqa: S310 - our own loopback address
        alive = json.load(health)

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    assert process.stdout.read() == ""
    assert alive == {"status": "ok"}
    assert (paid.returncode, json.loads(paid.stdout)["outcome"]) == (0, "paid")
    assert json.loads(paid.stdout)["messages"][0]["acknowledgement"]["verdict"] == "received"
    assert (again.returncode, json.loads(again.stdout)["error"]) == (1, "refused by the bank")


def test_a_missing_setting_is_said_in_one_line() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    command = [sys.executable, "-m", "bank", "serve"]

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=30)

    assert ended.returncode == 2
    assert ended.stderr == "bank: GUICHET_BANK_TERMINALS: missing; a JSON list of terminals is needed\n"


def test_a_state_file_of_another_version_is_said_in_one_line(tmp_path: Path) -> None:
    state = tmp_path / "bank.db"
    with closing(sqlite3.connect(state)) as old:
        old.execute("CREATE TABLE visit (id TEXT)")
        old.commit()
    terminals = [{
        "tpe": "0000001", "company": "atelierlumen", "platform": "test", "key": KEY.hex(),
        "merchant": "Atelier Lumen", "notification_url": "http://127.0.0.1:1/",
    }]  # fmt: skip
    environment = {
        **os.environ,
        "GUICHET_BANK_STATE": str(state),
        "GUICHET_BANK_TERMINALS": json.dumps(terminals),
    }
    command = [sys.executable, "-m", "bank"]

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=30)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"bank: {state} was written by another version of the bank (run `make clean`")
    assert ended.stderr.count("\n") == 1


def test_a_bank_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    ended = play("http://127.0.0.1:1", "paid", {"fields": {}}, tmp_path)

    assert ended.returncode == 1
    assert ended.stderr.startswith("bank: no answer from http://127.0.0.1:1")
