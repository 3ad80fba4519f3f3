"""What a build made and of what: enough to tell whether two builds are the same, and whether a deployed one is ours.

No date, no path, no name of a machine or person: it is as reproducible as what it describes.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
import zlib
from typing import TYPE_CHECKING, Any

from tools.package.archive import contents_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tools.package.target import Target

_WHAT_COUNTS = ("app.py", "chalicelib", "requirements.txt", ".chalice", "infrastructure", "tools/package")


def manifest(
    project: Path, stage: str, target: Target, wheels: Iterable[Path], files: Iterable[Path]
) -> dict[str, Any]:
    """Of a finished build; `files` are what it left. The bytes of its zip depend on Python and zlib named here."""
    return {
        "stage": stage,
        "runtime": target.runtime,
        "architecture": target.architecture,
        "source": source(project),
        "built_with": {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION},
        "dependencies": dict(wheel.name.split("-")[:2] for wheel in wheels),
        "files": {file.name: described(file) for file in files},
    }


def described(file: Path) -> dict[str, Any]:
    content = file.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def unpacked(contents: Mapping[str, bytes]) -> dict[str, Any]:
    """What a zip holds, however it was compressed."""
    return {
        "unpacked_files": len(contents),
        "unpacked_bytes": sum(map(len, contents.values())),
        "contents_sha256": contents_digest(contents),
    }


def source(project: Path) -> dict[str, Any] | None:
    """The commit, and whether something that is packaged differs from it; None outside a repository of its own."""
    top = _git(project, "rev-parse", "--show-toplevel")
    commit = _git(project, "rev-parse", "--verify", "HEAD")
    if not top or not commit or not project.samefile(top):
        return None
    return {"commit": commit, "changed": bool(_git(project, "status", "--porcelain", "--", *_WHAT_COUNTS))}


def _git(project: Path, *arguments: str) -> str:
    """What git says; nothing where it says no or is not installed."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(project), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
