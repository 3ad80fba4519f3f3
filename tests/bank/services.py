"""Service calls as a merchant's server seals them, and orders of each mode to make them about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bank.settings import Option, Settings
from tests.bank.stage import form, mac, terminal

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

TPES = {"immediate": "0000001", "deferred": "0000002", "partial": "0000003", "split": "0000004", "recurring": "0000005"}
SCHEDULE = {
    "nbrech": "3",
    "dateech1": "10/03/2026",
    "montantech1": "22.73EUR",
    "dateech2": "10/04/2026",
    "montantech2": "20.00EUR",
    "dateech3": "10/05/2026",
    "montantech3": "20EUR",
}


def settings_of_every_mode(folder: Path) -> Settings:
    terminals = [
        terminal(platform, Option, mode=mode, tpe=tpe)
        for platform in ("test", "production")
        for mode, tpe in TPES.items()
    ]
    return Settings(port=0, state=folder / "bank.sqlite3", terminals=tuple(terminals))


def order(mode: str, reference: str = "CMD482101", **changed: str) -> dict[str, str]:
    return form(reference, TPE=TPES[mode], **{**(SCHEDULE if mode == "split" else {}), **changed})


@dataclass(frozen=True)
class Caller:
    """A merchant's server that asks about one order; every field can be changed before it is sealed."""

    client: FlaskClient
    mode: str
    reference: str = "CMD482101"
    folder: str = "/test"

    def paid(self, scenario: str = "paid", **changed: str) -> Caller:
        fields = order(self.mode, self.reference, **changed)
        response = self.client.post("/control", json={"fields": fields, "scenario": scenario})
        assert response.status_code == 200, response.get_data(as_text=True)
        return self

    def capture(self, now: str, before: str, left: str, **changed: str) -> dict[str, str]:
        return lines(self.post("capture_paiement.cgi", self.capture_fields(now, before, left, **changed)))

    def capture_fields(self, now: str, before: str, left: str, **changed: str) -> dict[str, str]:
        amounts = {"montant_a_capturer": now, "montant_deja_capture": before, "montant_restant": left}
        return self._fields({**amounts, **changed})

    def refund(self, now: str, possible: str, **changed: str) -> dict[str, str]:
        return lines(self.post("recredit_paiement.cgi", self.refund_fields(now, possible, **changed)))

    def refund_fields(self, now: str, possible: str, **changed: str) -> dict[str, str]:
        return self._fields({"montant_recredit": now, "montant_possible": possible, **changed})

    def status(self, **changed: str) -> str:
        return self.post("etatpaiement.cgi", self.status_fields(**changed)).get_data(as_text=True)

    def status_fields(self, **changed: str) -> dict[str, str]:
        fields = self._fields({"version": "2.0", "date": "10/03/2026", **changed})
        return sealed({name: value for name, value in fields.items() if name not in ("lgue", "date_commande")})

    def post(self, address: str, fields: dict[str, str]) -> TestResponse:
        return self.client.post(f"{self.folder}/{address}", data=fields)

    def books(self) -> Any:
        orders = self.client.get("/control/books").get_json()["orders"]
        return next(one for one in orders if one["reference"] == self.reference)

    def _fields(self, changed: dict[str, str]) -> dict[str, str]:
        fields = {
            "version": "3.0",
            "TPE": TPES[self.mode],
            "date": "10/03/2026:12:00:00",
            "date_commande": "10/03/2026",
            "montant": "62.73EUR",
            "reference": self.reference,
            "lgue": "FR",
            "societe": "atelierlumen",
            **changed,
        }
        return sealed({name: value for name, value in fields.items() if value != "-"})


def sealed(fields: dict[str, str]) -> dict[str, str]:
    bare = {name: value for name, value in fields.items() if name != "MAC"}
    return {**bare, "MAC": mac(bare)}


def lines(response: TestResponse) -> dict[str, str]:
    """The plain answer, whose five lines have their order."""
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert re.fullmatch(r"version=1\.0\nreference=.*\ncdr=-?\d+\nlib=.+\naut=.*\n", text), text
    return dict(line.split("=", 1) for line in text.splitlines())


def told(answer: dict[str, str]) -> tuple[str, str]:
    return answer["cdr"], answer["lib"]
