"""Run by itself in an interpreter of its own: compiles a tree so that the same sources always give the same bytecode.

What Python writes depends a little on what else is in memory, hence the fresh process and the fixed order. Bytecode is
kept by hash and unchecked: dates mean nothing in a zip (all are of 1980, so Python would think it stale), and what runs
from a deployed zip cannot change.
"""

from __future__ import annotations

import sys
from importlib.util import cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode, compile

TASK = Path("/var/task")
"""Where Lambda unpacks the zip, as tracebacks will name it."""


def compile_tree(root: Path) -> None:
    """Write `__pycache__` beside every source; raises py_compile.PyCompileError."""
    for source in sorted(root.rglob("*.py")):
        compile(
            str(source),
            cache_from_source(str(source), optimization=""),
            str(TASK / source.relative_to(root)),
            doraise=True,
            optimize=0,
            invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        )


if __name__ == "__main__":
    compile_tree(Path(sys.argv[1]))
