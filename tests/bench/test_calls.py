"""One short round of everything that is called: the answers are right, and each costs the requests that it should."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from bench.results import PROJECT

ROUND = """
import json, sys
from dataclasses import asdict
from bench import calls, stand, written
with stand.running() as running:
    used = written.measure(running)
    rows = calls.measure(running, 1)
print(json.dumps({"rows": [asdict(row) for row in rows], "used": {who: asdict(of) for who, of in used.items()}}))
"""


@pytest.fixture(scope="module")
def found():
    """In a process of its own: functions keep clients of the services that they were first made for."""
    command = [sys.executable, "-c", ROUND]
    done = subprocess.run(
        command, cwd=PROJECT, env=os.environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_usual_notification_and_a_duplicate_are_one_request_and_no_mail(found):
    requests = {(row["task"], row["who"]): (row["dynamodb"], row["mails"]) for row in found["rows"]}

    assert requests["notification", "Guichet"] == (1, 0)
    assert requests["duplicate", "Guichet"] == (1, 0)
    assert requests["notification", "(c) floor"] == (1, 0)
    assert requests["notification", "(a) tutorial"] == (2, 1)
    assert requests["notification", "(b) idempotency"] == (4, 1)
    assert requests["confirmation from the stream", "Guichet"] == (3, 1)


def test_every_call_took_time_and_ours_logged_it(found):
    assert [row for row in found["rows"] if not 0 < row["best"] <= row["median"]] == []
    assert [row["logged"] for row in found["rows"] if (row["task"], row["who"]) == ("start", "Guichet")] > [0]


def test_a_usual_order_is_written_four_times_and_stays_small(found):
    ours = found["used"]["Guichet"]

    assert ours["records"] == 4
    assert 1024 < ours["item"] < 3 * 1024
    assert found["used"]["(b) idempotency"]["writes"] == found["used"]["(a) tutorial"]["writes"] + 2
