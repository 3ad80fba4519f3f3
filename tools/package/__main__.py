"""`python -m tools.package STAGE [--arch arm64|x86_64]`: builds build/STAGE/; nothing is uploaded."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.package.build import Build
from tools.package.chalice_package import ARCHIVE
from tools.package.failure import PackageFailed
from tools.package.target import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str], project: Path = PROJECT) -> int:
    """The exit status: 1 where nothing could be built; standard error says why."""
    parser = argparse.ArgumentParser("python -m tools.package", description="Build what is deployed for a stage.")
    parser.add_argument("stage", help="a stage of .chalice/config.json")
    parser.add_argument("--arch", default="arm64", help="arm64 (the default) or x86_64")
    chosen = parser.parse_args(arguments)
    out = project / "build" / chosen.stage
    try:
        made = Build(project, chosen.stage, Target(chosen.arch), out, project / "build" / ".wheels").run(_say)
    except PackageFailed as failed:
        sys.stderr.write(f"package: {failed}\n")
        return 1
    bundle = made["files"][ARCHIVE]
    _say(f"{out.relative_to(project)}/{ARCHIVE}: {bundle['bytes'] / 1e6:.1f} MB, sha256 {bundle['sha256']}")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"package: {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
