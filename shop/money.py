"""Amounts are integers in cents, VAT rates in hundredths of a percent (2000 is 20 %). No floats anywhere."""

from __future__ import annotations

NARROW = "\u202f"  # the narrow no-break space of French numbers and punctuation


def decimal_text(cents: int) -> str:
    """`6273` is `"62.73"`, as the API writes amounts."""
    return f"{cents // 100}.{cents % 100:02}"


def euros(cents: int) -> str:
    """`123456` is `"1 234,56 €"`, as French readers write amounts."""
    return f"{cents // 100:,}".replace(",", NARROW) + f",{cents % 100:02}{NARROW}€"


def rate_text(rate: int) -> str:
    """`550` is `"5.5"`, a percentage as the API writes it."""
    return f"{rate // 100}.{rate % 100:02}".rstrip("0").rstrip(".")


def included_vat(amount: int, rate: int) -> int:
    """The VAT contained in an amount that includes it, rounded half up to the cent."""
    return (2 * amount * rate + 10_000 + rate) // (2 * (10_000 + rate))
