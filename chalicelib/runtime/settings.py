"""The deployment's settings from the environment, read once, when first asked for; a missing one is named."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from ..domain.errors import SettingsError
from ..domain.retention import DEFAULT, Retention
from ..domain.vocabulary import Platform
from ..mail.seller import Seller
from ..monetico.addresses import PAYMENT_PAGES

if TYPE_CHECKING:
    from collections.abc import Mapping


MOST_DAYS = 36_525
"""A hundred years."""


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """What the API is told. Addresses are without a trailing slash; `shop_origins` are what CORS allows.

    `iframe` allows payment pages in a frame of the shop's page, which brings that page into the scope of PCI DSS.
    """

    table: str
    secret: str
    public_url: str
    platform: Platform
    payment_page: str
    shop_origins: frozenset[str]
    page: timedelta
    keep_masked_number: bool
    iframe: bool


@dataclass(frozen=True, slots=True)
class EffectSettings:
    """What the functions that perform effects are told: how long a claim holds, when a sweep steps in, who mails.

    `mail_events` is the configuration set by which the mail service tells of bounces, `retention` what is kept.
    """

    table: str
    lease: timedelta
    sweep_after: timedelta
    sender: str
    seller: Seller
    mail_events: str
    retention: Retention


@dataclass(frozen=True, slots=True)
class OperationSettings:
    """What the function that calls the bank is told. `services` replaces the bank's own hosts where given."""

    table: str
    secret: str
    lease: timedelta
    settle_after: timedelta
    sweep_after: timedelta
    services: str


@cache
def operation_settings() -> OperationSettings:
    """The operation function's settings in this process; raises SettingsError."""
    return operation_settings_from(os.environ)


@cache
def api_settings() -> ApiSettings:
    """The API's settings in this process; raises SettingsError."""
    return api_settings_from(os.environ)


@cache
def effect_settings() -> EffectSettings:
    """The effect functions' settings in this process; raises SettingsError."""
    return effect_settings_from(os.environ)


def table_setting() -> str:
    """The table's name, where a function needs no other setting; raises SettingsError."""
    return _required(os.environ, "GUICHET_TABLE")


def api_settings_from(environment: Mapping[str, str]) -> ApiSettings:
    """The settings in an environment; raises SettingsError that names the variable."""
    platform = _one_of(environment, "GUICHET_PLATFORM", tuple(Platform))
    origins = environment.get("GUICHET_SHOP_ORIGINS", "").split(",")
    return ApiSettings(
        table=_required(environment, "GUICHET_TABLE"),
        secret=_required(environment, "GUICHET_SECRET"),
        public_url=_required(environment, "GUICHET_PUBLIC_URL").rstrip("/"),
        platform=Platform(platform),
        payment_page=environment.get("GUICHET_PAYMENT_PAGE_URL") or PAYMENT_PAGES[platform],
        shop_origins=frozenset(origin.strip().rstrip("/") for origin in origins if origin.strip()),
        page=_seconds(environment, "GUICHET_PAGE_SECONDS", 2700),
        keep_masked_number=_yes(environment, "GUICHET_KEEP_MASKED_NUMBER"),
        iframe=_yes(environment, "GUICHET_IFRAME"),
    )


def effect_settings_from(environment: Mapping[str, str]) -> EffectSettings:
    """The settings in an environment; raises SettingsError that names the variable."""
    return EffectSettings(
        table=_required(environment, "GUICHET_TABLE"),
        lease=_seconds(environment, "GUICHET_LEASE_SECONDS", 60),
        sweep_after=_seconds(environment, "GUICHET_SWEEP_SECONDS", 60),
        sender=_required(environment, "GUICHET_MAIL_FROM"),
        seller=_seller(_required(environment, "GUICHET_SELLER")),
        mail_events=environment.get("GUICHET_MAIL_EVENTS", "").strip(),
        retention=retention_from(environment),
    )


def operation_settings_from(environment: Mapping[str, str]) -> OperationSettings:
    """The settings in an environment; raises SettingsError that names the variable."""
    return OperationSettings(
        table=_required(environment, "GUICHET_TABLE"),
        secret=_required(environment, "GUICHET_SECRET"),
        lease=_seconds(environment, "GUICHET_LEASE_SECONDS", 60),
        settle_after=_seconds(environment, "GUICHET_SETTLE_SECONDS", 120),
        sweep_after=_seconds(environment, "GUICHET_SWEEP_SECONDS", 60),
        services=environment.get("GUICHET_BANK_SERVICES_URL", "").rstrip("/"),
    )


def retention_from(environment: Mapping[str, str]) -> Retention:
    """How long what is kept, in days; raises SettingsError that names the variable."""
    return Retention(
        personal=_days(environment, "GUICHET_KEEP_PERSONAL_DAYS", DEFAULT.personal),
        abandoned=_days(environment, "GUICHET_KEEP_ABANDONED_DAYS", DEFAULT.abandoned),
        evidence=_days(environment, "GUICHET_KEEP_EVIDENCE_DAYS", DEFAULT.evidence),
        order=_days(environment, "GUICHET_KEEP_ORDER_DAYS", DEFAULT.order),
    )


def _days(environment: Mapping[str, str], name: str, default: timedelta) -> timedelta:
    text = environment.get(name, "").strip() or str(default.days)
    if not text.isdecimal() or not 0 < int(text) <= MOST_DAYS:
        raise SettingsError(f"{name} must be whole days, above 0 and at most {MOST_DAYS}")
    return timedelta(days=int(text))


def _seller(text: str) -> Seller:
    try:
        given = json.loads(text)
        known = {field.name for field in fields(Seller)}
        return Seller(**{name: str(value) for name, value in given.items() if name in known})
    except (ValueError, AttributeError, TypeError):
        raise SettingsError("GUICHET_SELLER must be a JSON object with at least a name") from None


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set")
    return value


def _one_of(environment: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
    value = environment.get(name, "").strip() or default or _required(environment, name)
    if value not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}")
    return value


def _yes(environment: Mapping[str, str], name: str) -> bool:
    return _one_of(environment, name, ("no", "yes"), "no") == "yes"


def _seconds(environment: Mapping[str, str], name: str, default: int) -> timedelta:
    text = environment.get(name, "").strip() or str(default)
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 86_400:
        raise SettingsError(f"{name} must be seconds, above 0 and at most a day")
    return timedelta(seconds=seconds)
