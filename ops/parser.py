"""An argument parser whose complaints never repeat a key that was typed in the wrong place."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

_LIKE_A_KEY = re.compile(r"\w{38,42}")


class Parser(argparse.ArgumentParser):
    """Options are written in full: `--key` must not stand for an option that a later version adds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Raises SystemExit with status 2."""
        super().error(_LIKE_A_KEY.sub("[hidden]", message))
