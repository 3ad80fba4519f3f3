"""docs/mutants.md: the mutants that the tests do not notice, each listed under the argument why that is right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_LINE = re.compile(r"- (`([^`]+\.py)::[^`]+`: .+)")


def argued(page: str) -> list[str]:
    """The names that the page lists; a line each."""
    return [match[1] for line in page.splitlines() if (match := _LINE.fullmatch(line))]


def within(names: Collection[str], paths: Collection[Path]) -> set[str]:
    """Those of the names that are about one of the modules."""
    modules = {f"{path.parent.name}/{path.name}" for path in paths}
    return {name for name in names if (match := _LINE.fullmatch(f"- {name}")) and match[2] in modules}
