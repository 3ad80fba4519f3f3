"""A service call as it arrives: which fields there may be, sealed by whom, and what each must look like.

Protocol sheet, sections 6.1 to 6.4. Fields of pre-authorisation and legacy ones are refused as unknown.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bank.money import Money, read_money
from bank.paris import PARIS
from bank.refusal import CallRefused
from bank.request_form import LANGUAGES
from bank.seal import seal
from bank.service_words import Lib

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bank.settings import Settings, Terminal

_ORDER = ("version", "TPE", "date", "montant", "reference", "societe", "MAC")
_CLOCK_TOLERANCE = timedelta(hours=24)


class Service(StrEnum):
    CAPTURE = "capture"
    REFUND = "refund"
    STATUS = "status"


@dataclass(frozen=True)
class Shape:
    version: str
    mandatory: tuple[str, ...]
    optional: tuple[str, ...] = ()


SHAPES = {
    Service.CAPTURE: Shape(
        "3.0",
        (*_ORDER, "lgue", "date_commande", "montant_a_capturer", "montant_deja_capture", "montant_restant"),
        ("stoprecurrence",),
    ),
    Service.REFUND: Shape(
        "3.0",
        (*_ORDER, "lgue", "date_commande", "montant_recredit", "montant_possible"),
        ("date_remise", "num_autorisation"),
    ),
    Service.STATUS: Shape("2.0", _ORDER),
}


def check_seal(fields: Mapping[str, str], platform: str, settings: Settings) -> Terminal:
    """The terminal that speaks. Raises CallRefused."""
    terminal = settings.terminal(platform, fields.get("TPE", ""), fields.get("societe", ""))
    if terminal is None:
        raise CallRefused(Lib.UNKNOWN_MERCHANT, f"TPE, societe: no such terminal on the {platform} platform")
    mac = fields.get("MAC", "")
    if not re.fullmatch("[0-9a-f]{40}", mac) or not hmac.compare_digest(mac, seal(fields, terminal.key)):
        raise CallRefused(Lib.BAD_SEAL, "MAC: wrong seal for what arrived, or not 40 digits in lower case")
    return terminal


def check_fields(service: Service, fields: Mapping[str, str], times: tuple[datetime, datetime]) -> None:
    """Raises CallRefused with every reason. `times` are the bank's hour and its callers'."""
    shape = SHAPES[service]
    known = (*shape.mandatory, *shape.optional)
    faults = [f"{name}: missing or empty" for name in shape.mandatory if not fields.get(name)]
    faults += [f"{name}: unknown field" for name in fields if name not in known]
    if not faults:
        checks = {**_FORMATS, "version": lambda value: value == shape.version}
        faults = [
            f"{name}: not as the sheet has it" for name, value in fields.items() if not _sound(checks, name, value)
        ]
    if faults:
        raise CallRefused(Lib.BAD_FIELDS, *faults)
    if service is Service.STATUS:
        if _day(fields["date"]) is None:
            raise CallRefused(Lib.WRONG_DATE, "date: not DD/MM/YYYY, the order's day")
    elif not _is_recent(fields["date"], times):
        raise CallRefused(Lib.WRONG_DATE, "date: not DD/MM/YYYY:HH:MM:SS, or more than a day away")


def ordered_on(service: Service, fields: Mapping[str, str]) -> str:
    """The order's day, which the bank compares with its own as text."""
    return fields["date"] if service is Service.STATUS else fields["date_commande"]


def amount(fields: Mapping[str, str], name: str) -> Money:
    """Of a field that `check_fields` has found sound."""
    money = read_money(fields[name])
    if money is None:
        raise ValueError(f"{name}: not checked before")
    return money


def remitted_on(fields: Mapping[str, str]) -> date | None:
    return _day(fields.get("date_remise", ""))


def _sound(checks: Mapping[str, Callable[[str], bool]], name: str, value: str) -> bool:
    return name not in checks or checks[name](value)


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d\d/\d\d/\d{4}", text, re.ASCII):
        return None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _is_recent(text: str, times: tuple[datetime, datetime]) -> bool:
    if not re.fullmatch(r"\d\d/\d\d/\d{4}:\d\d:\d\d:\d\d", text, re.ASCII):
        return False
    try:
        given = datetime.strptime(text, "%d/%m/%Y:%H:%M:%S").replace(tzinfo=PARIS)
    except ValueError:
        return False
    return min(times) - _CLOCK_TOLERANCE <= given <= max(times) + _CLOCK_TOLERANCE


def _is_amount(value: str) -> bool:
    return read_money(value) is not None


_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "lgue": LANGUAGES.__contains__,
    "date_commande": lambda value: _day(value) is not None,
    "montant": _is_amount,
    "montant_a_capturer": _is_amount,
    "montant_deja_capture": _is_amount,
    "montant_restant": _is_amount,
    "montant_recredit": _is_amount,
    "montant_possible": _is_amount,
    "stoprecurrence": lambda value: value in ("OUI", "oui"),
    "date_remise": lambda value: _day(value) is not None,
    "num_autorisation": lambda value: re.fullmatch("[0-9A-Za-z]{1,20}", value) is not None,
}
