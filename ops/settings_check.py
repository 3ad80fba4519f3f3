"""Whether settings, terminals and keys of a deployment fit together; nothing is sent anywhere."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chalicelib.domain.errors import SettingsError
from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.monetico.addresses import PAYMENT_PAGES
from chalicelib.monetico.key import key_id
from chalicelib.runtime.settings import ApiSettings, api_settings_from, effect_settings_from
from ops.diagnosis.sealing import PUBLIC
from ops.finding import DOUBT, FAULT, OK, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chalicelib.payments.terminals import Terminal

OF_MAILS = ("GUICHET_MAIL_FROM", "GUICHET_SELLER")
"""What only the functions need that send mails: who runs a command has them only where they were exported, too."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check_settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """The settings of the functions, by themselves and together."""
    yield _mails(environment)
    try:
        settings = api_settings_from(environment)
    except SettingsError as fault:
        yield Finding(FAULT, "settings of the API", str(fault), "set it as the deployment has it, or give --local")
        return
    yield Finding(OK, "settings of the API", f"complete, {settings.platform.value} platform")
    yield from _addresses(settings)
    if settings.iframe:
        text = "is yes: a page that frames the payment page is in the scope of PCI DSS v4 (6.4.3, 11.6.1)"
        yield Finding(DOUBT, "GUICHET_IFRAME", text, "unset it, or see to the scripts of that page as docs/ says")


def _mails(environment: Mapping[str, str]) -> Finding:
    subject = "settings of mails and sweep"
    if not any(name in environment for name in OF_MAILS):
        text = f"not looked at: {' and '.join(OF_MAILS)} are not exported here"
        return Finding(DOUBT, subject, text, "none is needed: the stack gives them; export them to have them checked")
    try:
        effect_settings_from(environment)
    except SettingsError as fault:
        return Finding(FAULT, subject, str(fault), "set it as docs/ says for the outbox and sweep")
    return Finding(OK, subject, "complete")


def _addresses(settings: ApiSettings) -> Iterator[Finding]:
    url = urlsplit(settings.public_url)
    if url.scheme != "https" and url.hostname not in LOOPBACK:
        yield Finding(FAULT, "GUICHET_PUBLIC_URL", "is not https", "the bank and the browsers need TLS")
    if settings.payment_page not in PAYMENT_PAGES.values():
        local = urlsplit(settings.payment_page).hostname in LOOPBACK and settings.platform is Platform.TEST
        text = f"is {settings.payment_page}, not a page of the bank"
        yield Finding(DOUBT if local else FAULT, "GUICHET_PAYMENT_PAGE_URL", text,
                      "" if local else "unset it: the platform chooses the page")  # fmt: skip
    elif settings.payment_page != PAYMENT_PAGES[settings.platform]:
        yield Finding(FAULT, "GUICHET_PAYMENT_PAGE_URL", "is the other platform's page",
                      "unset it: real cards on the test page are refused as « Interdit »")  # fmt: skip
    for origin in settings.shop_origins:
        if urlsplit(origin).scheme != "https" and settings.platform is Platform.PRODUCTION:
            yield Finding(FAULT, "GUICHET_SHOP_ORIGINS", f"{origin} is not https", "name the shop's https origin")


def check_terminals(terminals: Sequence[Terminal], platform: str) -> Iterator[Finding]:
    """The terminals and their keys; keys are spoken of by their short names, which give nothing away."""
    for terminal in terminals:
        name = f"terminal {terminal.tpe} ({terminal.platform.value}, {terminal.mode.value})"
        ids = ", ".join(key_id(key) for key in terminal.keys)
        yield Finding(OK, name, f"company code (société) {terminal.company}, keys of the right form: {ids}")
        if len(terminal.tpe) != 7 or not terminal.tpe.isalnum():
            yield Finding(FAULT, name, "a TPE has seven letters or digits", "copy it from the contract, zeros included")
        if len(set(terminal.keys)) != len(terminal.keys):
            yield Finding(DOUBT, name, "holds the same key twice", "remove one")
        yield from _public_keys(terminal, name)
    yield from _doubles(terminals)
    if not any(t.platform == platform and t.mode is Mode.IMMEDIATE for t in terminals):
        yield Finding(
            FAULT,
            "terminals",
            f"none takes immediate payments on the {platform} platform, where an order without a mode goes",
            "add it to the secret, or change GUICHET_PLATFORM",
        )


def _public_keys(terminal: Terminal, name: str) -> Iterator[Finding]:
    for public in PUBLIC:
        if public.value in terminal.keys:
            level = FAULT if terminal.platform is Platform.PRODUCTION else DOUBT
            yield Finding(level, name, f"uses {public.name}, which everybody knows", "fetch the terminal's own key")


def _doubles(terminals: Sequence[Terminal]) -> Iterator[Finding]:
    start, used = defaultdict(list), defaultdict(set)
    for terminal in terminals:
        start[terminal.platform, terminal.mode].append(terminal)
        for key in terminal.keys:
            used[key].add((terminal.platform, terminal.tpe))
    for (platform, mode), same in start.items():
        if len(same) > 1:
            others = ", ".join(t.tpe for t in same[1:])
            text = f"{len(same)} are {mode.value} on the {platform.value} platform; new payments go to {same[0].tpe}"
            yield Finding(DOUBT, "terminals", text, f"{others}: keep it only for payments of the past")
    for key, owners in used.items():
        platforms = sorted({platform.value for platform, _ in owners})
        tpes = ", ".join(sorted({tpe for _, tpe in owners}))
        if len(platforms) > 1:
            text = f"key {key_id(key)} is used on test and production (TPE {tpes})"
            yield Finding(DOUBT, "keys", text, "compare with the portal: most contracts have a key for each platform")
        elif len(owners) > 1:
            yield Finding(DOUBT, "keys", f"key {key_id(key)} serves several terminals (TPE {tpes})",
                          "right only where one contract gave one key to them all")  # fmt: skip
