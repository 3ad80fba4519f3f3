"""`python -m tests.infrastructure.staff_recording FILE`: runs `ops` and writes what each group asked of AWS, as JSON.

On local AWS, with the API and the simulated bank beside it, which give the commands something to do.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ops.__main__ import main
from tests.counter import Api, accepted
from tests.infrastructure.recording import OTHER_KEY, Bank, Recorder, stage
from tests.ops.books import a_line


class Staff:
    """Somebody at a terminal; `group` is whose rights the next commands are to need."""

    def __init__(self, recorder: Recorder, directory: Path) -> None:
        self.recorder, self.directory = recorder, directory

    def run(self, *arguments: str, stdin: bytes = b"", status: int = 0) -> str:
        printed = io.StringIO()
        with redirect_stdout(printed):
            ended = main(arguments, io.BytesIO(stdin), os.environ)
        assert ended == status, (arguments, ended, printed.getvalue())
        return printed.getvalue()

    def looks(self, paid: str) -> None:
        self.recorder.function = "StaffLook"
        file = self.directory / "remises.csv"
        file.write_text(a_line() + "\n")
        today = f"{datetime.now(UTC):%Y-%m-%d}"
        self.run("show", paid)
        self.run("cases", status=1)
        self.run("takings", "--day", today)
        self.run("remittance", str(file), "--out", str(self.directory / "result.csv"), status=1)
        self.run("export", "--out", str(self.directory / "orders.jsonl"))
        self.run("replay", "--list", status=1)

    def acts(self, paid: str, held: list[str], lost: str) -> None:
        self.recorder.function = "StaffAct"
        case = json.loads(self.run("cases", "--json", status=1))["cases"][0]["id"]
        self.run("resolve", case, "--note", "seen")
        self.run("refund", paid, "10.00", "--yes")
        self.run("capture", held[0], "--yes")
        self.run("cancel", held[1], "--yes")
        self.run("reconcile", "--order", lost, "--pause", "0", "--yes")
        self.run("replay", "--rejected", "--yes")
        self.run("erase", lost, "--force", "--yes")
        self.run("doctor", "check")

    def changes_keys(self) -> None:
        self.recorder.function = "StaffKeys"
        terminal = json.loads(self.run("secrets", "show", "--json"))["terminals"][0]
        where = (terminal["tpe"], "--platform", terminal["platform"])
        self.run("secrets", "check")
        self.run("secrets", "add-key", *where, "--yes", stdin=OTHER_KEY.hex().encode())
        self.run("secrets", "new-jwk", "--kid", "next", "--yes")
        self.run("secrets", "retire-jwk", "next", "--yes")


def play(api: Api, bank: Bank, staff: Staff) -> None:
    paid, lost, refused = api.new_order(), api.new_order(), api.new_order()
    held = [api.new_order(mode="deferred") for _ in range(2)]
    for order in (paid, *held):
        bank.plays(order)
    bank.plays(lost, "lost")
    api.notify({**accepted(paid), "reference": "NOBODY01", "texte-libre": ""})
    api.notify(accepted(refused), OTHER_KEY)  # taken by a replay, once the key is known
    api.notify({**accepted(refused), "reference": "NOBODY02", "texte-libre": ""}, OTHER_KEY)
    staff.looks(paid["order"])
    staff.changes_keys()
    staff.acts(paid["order"], [order["order"] for order in held], lost["order"])


def record() -> set[tuple[str, Any]]:
    """What each group asked of AWS."""
    with stage() as here:
        play(here.api, here.bank, Staff(here.recorder, here.settings.state))
        return here.recorder.made


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(sorted((group, *request) for group, request in record())))
