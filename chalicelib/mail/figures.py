"""Money, rates, moments and countries in a language's own form; the only module that knows Babel."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from babel.core import Locale
from babel.dates import format_datetime
from babel.numbers import format_currency, format_decimal

from ..domain.money import decimals_of
from ..domain.starting import PARIS

if TYPE_CHECKING:
    from datetime import datetime

    from ..domain.money import Money
    from .texts.texts import Texts


def money_text(money: Money, texts: Texts) -> str:
    """Never rounds: Babel's own digits would drop the hundredths of the dinar and some others."""
    text = format_currency(
        Decimal(str(money)),
        money.currency,
        locale=texts.locale,
        currency_digits=decimals_of(money.currency) == 0,
    )
    return text.replace("\xa0", "\u202f") if texts.language == "fr" else text


def rate_text(rate: int, texts: Texts) -> str:
    """A rate in hundredths of a percent, without the percent sign: 550 is `5,5`."""
    return format_decimal(Decimal(rate).scaleb(-2), locale=texts.locale)


def moment_text(moment: datetime, texts: Texts) -> str:
    """The date and hour of Paris with the zone named; the offset tells the doubled hour of October."""
    return format_datetime(moment.astimezone(PARIS), texts.moment, locale=texts.locale)


def country_name(code: str, texts: Texts) -> str:
    """The country's name, or the code itself where it has none."""
    name: str = Locale.parse(texts.locale).territories.get(code, code)
    return name
