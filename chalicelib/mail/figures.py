"""Money, rates, moments and countries in a language's own form; the only module that knows Babel."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from babel.core import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from ..domain.money import decimals_of
from ..domain.starting import PARIS

if TYPE_CHECKING:
    from datetime import date, datetime

    from ..domain.money import Money
    from .texts.texts import Texts


def money_text(money: Money, texts: Texts) -> str:
    """Never rounds: Babel's own digits would drop the hundredths of the dinar and some others.

    French spaces are plain no-break ones. Many fonts of mail readers lack the narrow one, and what stands in for it
    is nothing, a box, or so thin in bold that the sign looks glued to the figure.
    """
    text = format_currency(
        Decimal(str(money)),
        money.currency,
        locale=texts.locale,
        currency_digits=decimals_of(money.currency) == 0,
    )
    return text.replace("\u202f", "\xa0")


def rate_text(rate: int, texts: Texts) -> str:
    """A rate in hundredths of a percent, without the percent sign: 550 is `5,5`."""
    return format_decimal(Decimal(rate).scaleb(-2), locale=texts.locale)


def moment_text(moment: datetime, texts: Texts) -> str:
    """The date and hour of Paris with the zone named; the offset tells the doubled hour of October."""
    local = moment.astimezone(PARIS)
    return f"{day_text(local, texts)} {format_datetime(local, texts.moment, locale=texts.locale)}"


def day_text(day: date, texts: Texts) -> str:
    """The date with its month in letters; in French the first of a month is an ordinal."""
    return format_date(day, texts.first_day if day.day == 1 else texts.day, locale=texts.locale)


def country_name(code: str, texts: Texts) -> str:
    """The country's name, or the code itself where it has none."""
    name: str = Locale.parse(texts.locale).territories.get(code, code)
    return name
