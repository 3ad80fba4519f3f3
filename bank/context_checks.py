"""Small checks on decoded JSON, built into the order context's table: path and value to a list of faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bank.countries import COUNTRIES

Check = Callable[[str, object], list[str]]


def shape(keys: Mapping[str, Check], required: Sequence[str] = ()) -> Check:
    """An object with these keys and no other; null stands for an absent key, an empty object is a fault."""

    def check(path: str, value: object) -> list[str]:
        if not isinstance(value, dict):
            return [f"{path}: not an object"]
        if not value:
            return [f"{path}: empty object"]
        faults = [f"{path}.{key}: missing" for key in required if value.get(key) is None]
        for key, item in value.items():
            if key not in keys:
                faults.append(f"{path}.{key}: unknown key")
            elif item is not None:
                faults += keys[key](f"{path}.{key}", item)
        return faults

    return check


def list_of(item_check: Check) -> Check:
    def check(path: str, value: object) -> list[str]:
        if not isinstance(value, list) or not value:
            return [f"{path}: not a list with something in it"]
        return [fault for i, item in enumerate(value) for fault in item_check(f"{path}[{i}]", item)]

    return check


def text(most: int, pattern: str = ".*", meaning: str = "ill-formed") -> Check:
    def check(path: str, value: object) -> list[str]:
        if not isinstance(value, str):
            return [f"{path}: not a text"]
        if not value:
            return [f"{path}: empty string"]
        if len(value) > most:
            return [f"{path}: longer than {most} characters"]
        return [] if re.fullmatch(pattern, value, re.DOTALL) else [f"{path}: {meaning}"]

    return check


def one_of(*allowed: str) -> Check:
    return lambda path, value: [] if value in allowed else [f"{path}: not one of {', '.join(allowed)}"]


def integer(digits: int) -> Check:
    def check(path: str, value: object) -> list[str]:
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**digits
        return [] if whole else [f"{path}: not a whole number of at most {digits} digits"]

    return check


def boolean(path: str, value: object) -> list[str]:
    return [] if isinstance(value, bool) else [f"{path}: neither true nor false"]


def day(path: str, value: object) -> list[str]:
    try:
        written = date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        written = False
    return [] if written else [f"{path}: not a date of the form YYYY-MM-DD"]


def country(path: str, value: object) -> list[str]:
    return [] if value in COUNTRIES else [f"{path}: not a country code (ISO 3166-1 alpha-2, upper case)"]


def civility(path: str, value: object) -> list[str]:
    plain = isinstance(value, str) and value.isalpha() and len(value) <= 32
    return [] if plain else [f"{path}: letters only, 32 at most, no punctuation"]
