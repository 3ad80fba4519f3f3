"""The payment form as it arrives: which fields there may be, and what each must look like.

Protocol sheet, sections 4.1 to 4.3. Fields of options that the terminal has not bought are refused as unknown, and
so are legacy fields and those of pre-authorisation and of Cofidis, which no contract of this bank has.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bank.account import Mode
from bank.instalment_form import INSTALMENT_FIELDS, instalment_faults
from bank.option_form import OPTION_FIELDS, option_faults
from bank.order_context import context_faults
from bank.paris import PARIS
from bank.partners import METHODS
from bank.refusal import FormRefused
from bank.seal import seal, sealed_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bank.settings import Settings, Terminal

LANGUAGES = ("DE", "EN", "ES", "FR", "IT", "JA", "NL", "PT", "SV")
MANDATORY = ("TPE", "version", "date", "montant", "reference", "lgue", "societe", "contexte_commande", "MAC")
CHALLENGE_WISHES = (
    *("no_preference", "challenge_preferred", "challenge_mandated", "no_challenge_requested"),
    *("no_challenge_requested_strong_authentication", "no_challenge_requested_trusted_third_party"),
    "no_challenge_requested_risk_analysis",
)
# The sheet knows of no tight window, since shops send Paris time or UTC alike.
CLOCK_TOLERANCE = timedelta(hours=24)


def check_form(
    fields: Mapping[str, str], platform: str, settings: Settings, now: datetime, shops_now: datetime | None = None
) -> Terminal:
    """The form's terminal. Raises FormRefused with every reason of the first step at fault.

    `shops_now` is the time that shops go by, where the bank's own has been moved.
    """
    missing = [f"{name}: missing or empty" for name in MANDATORY if not fields.get(name)]
    if missing:
        raise FormRefused(*missing)
    terminal = _terminal(fields, platform, settings)
    _check_seal(fields, terminal)
    bought = _bought(terminal)
    allowed = {*MANDATORY, *OPTIONAL, *bought, *(INSTALMENT_FIELDS if terminal.mode == Mode.SPLIT else ())}
    faults = [f"{name}: unknown field" for name in fields if name not in allowed]
    for name, check in {**FORMATS, **OPTIONAL, **bought}.items():
        if fields.get(name) and (fault := check(fields[name])):
            faults.append(f"{name}: {fault}")
    faults += _date_faults(fields["date"], now, shops_now or now)
    faults += instalment_faults(fields) if terminal.mode == Mode.SPLIT else []
    if fields.get("url_retour_ok") and fields.get("url_retour_ok") == fields.get("url_retour_err"):
        faults.append("url_retour_ok, url_retour_err: identical return addresses")
    faults += option_faults(fields) if bought else []
    faults += context_faults(fields["contexte_commande"])
    if faults:
        raise FormRefused(*faults)
    return terminal


def _terminal(fields: Mapping[str, str], platform: str, settings: Settings) -> Terminal:
    tpe, company = fields["TPE"], fields["societe"]
    if terminal := settings.terminal(platform, tpe, company):
        return terminal
    if any(t.tpe == tpe and t.company == company for t in settings.terminals):
        raise FormRefused(f"TPE: terminal {tpe} is not open on the {platform} platform", status=403)
    if any(t.tpe == tpe for t in settings.terminals):
        raise FormRefused(f"societe: unknown company code for terminal {tpe}", status=403)
    raise FormRefused("TPE: unknown terminal", status=403)


def _bought(terminal: Terminal) -> dict[str, Callable[[str], str | None]]:
    fields = (field for option in terminal.options for field in OPTION_FIELDS[option].items())
    return {name: _matches(pattern, meaning) for name, (pattern, meaning) in fields}


def _check_seal(fields: Mapping[str, str], terminal: Terminal) -> None:
    mac = fields["MAC"]
    if not re.fullmatch("[0-9a-f]{40}", mac):
        raise FormRefused("MAC: not 40 hexadecimal digits in lower case")
    if not hmac.compare_digest(mac, seal(fields, terminal.key)):
        raise FormRefused("MAC: wrong seal for what arrived", status=403, sealed=sealed_text(fields))


def _date_faults(text: str, now: datetime, shops_now: datetime) -> list[str]:
    try:
        given = datetime.strptime(text, "%d/%m/%Y:%H:%M:%S").replace(tzinfo=PARIS)
    except ValueError:
        return ["date: not a date of the form DD/MM/YYYY:HH:MM:SS"]
    if len(text) != len("DD/MM/YYYY:HH:MM:SS"):
        return ["date: not written with all its zeros"]
    earliest, latest = min(now, shops_now) - CLOCK_TOLERANCE, max(now, shops_now) + CLOCK_TOLERANCE
    return [] if earliest <= given <= latest else ["date: more than a day away from the bank's clock"]


def _matches(pattern: str, meaning: str) -> Callable[[str], str | None]:
    return lambda value: None if re.fullmatch(pattern, value) else meaning


def _amount(value: str) -> str | None:
    if not re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?[A-Z]{3}", value):
        return "not an amount followed by its currency, such as 95.25EUR"
    return None if value[:-3].strip("0.") else "an amount of zero"


def _free_text(value: str) -> str | None:
    if len(value) > 3200:
        return "longer than 3200 characters"
    return None if value.isprintable() and not set(value) & set("<>") else "a character that a filter stops"


def _address(value: str) -> str | None:
    parts = urlsplit(value)
    if len(value) > 2048 or not re.fullmatch(r"[\x21-\x7e]+", value):
        return "longer than 2048 characters, or not plain ASCII"
    return None if parts.scheme in ("http", "https") and parts.hostname else "not a whole http(s) address"


def _hidden_means(value: str) -> str | None:
    return None if set(value.split(",")) <= set(METHODS) else "not a comma list of means of payment"


FORMATS: Mapping[str, Callable[[str], str | None]] = {
    "version": _matches(r"3\.0", "not 3.0"),
    "montant": _amount,
    "reference": _matches(r"[\x20-\x7e]{1,50}", "not 1 to 50 printable ASCII characters"),
    "lgue": _matches("|".join(LANGUAGES), f"not one of {', '.join(LANGUAGES)}"),
}
OPTIONAL: Mapping[str, Callable[[str], str | None]] = {
    "texte-libre": _free_text,
    "mail": _matches(r"(?=.{6,254}$)[^\s@]+@[^\s@]+\.[^\s@]+", "not an e-mail address"),
    "url_retour_ok": _address,
    "url_retour_err": _address,
    "3dsdebrayable": _matches("[01]", "neither 0 nor 1"),
    "ThreeDSecureChallenge": _matches("|".join(CHALLENGE_WISHES), "not one of the seven wishes"),
    "libelleMonetique": _matches("[A-Za-z0-9 ]{1,32}", "not 1 to 32 letters, digits and spaces"),
    "libelleMonetiqueLocalite": _matches(r"(?=.{1,32}$)[^\\]+\\[^\\]+\\[A-Z]{3}", r"not city\zip\CCC"),
    "desactivemoyenpaiement": _hidden_means,
}
