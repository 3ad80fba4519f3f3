"""What was measured, kept for other programs: build/bench/results.json, with a member for each part of the bench."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
DIRECTORY = PROJECT / "build" / "bench"


def keep(part: str, found: Any) -> None:
    """Replace what a part found at its last run."""
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    path = DIRECTORY / "results.json"
    known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    known |= {"python": platform.python_version(), "machine": platform.machine(), part: found}
    path.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n")
