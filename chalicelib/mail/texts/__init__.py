"""The words of the mails, one file a language: a new language is a new file and a line in this table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .en import ENGLISH
from .fr import FRENCH

if TYPE_CHECKING:
    from .texts import Texts

_BY_LANGUAGE = {"EN": ENGLISH, "FR": FRENCH}


def texts_for(language: str) -> Texts:
    """The texts in a language of the bank's page, any case; English where there are none yet."""
    return _BY_LANGUAGE.get(language.upper(), ENGLISH)
