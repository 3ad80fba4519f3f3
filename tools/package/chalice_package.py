"""Our sources and the template, as `chalice package` makes them from a clean copy of the project.

Chalice is given no dependencies: it would take newer wheels than those pinned by hash, and the bundle has its own.
Handlers need no change: Chalice names those of a blueprint by their own module (`chalicelib.events.outbox.outbox`), so
an event function loads no more than that; only the API's is `app.app`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from tools.package.failure import PackageFailed

if TYPE_CHECKING:
    from tools.package.target import Target

SOURCES = frozenset({".py", ".html", ".txt"})
ARCHIVE = "deployment.zip"
"""What Chalice calls the bundle, and the template after it."""

LAST_WORDS = 6  # lines: the place in a file, and what is wrong there
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "deployed", "deployments")


@dataclass(frozen=True, slots=True)
class Packaged:
    """The template, and by its path in the bundle every file that is ours or of Chalice's run-time part."""

    template: dict[str, Any]
    sources: dict[str, bytes]


def chalice_package(project: Path, stage: str, target: Target) -> Packaged:
    """Raises PackageFailed."""
    with tempfile.TemporaryDirectory(prefix="guichet-package-") as directory:
        copy = Path(directory, "project")
        copy_project(project, copy, stage, target)
        (copy / "requirements.txt").write_text("")
        out = run_chalice(copy, stage)
        with ZipFile(out / ARCHIVE) as archive:
            sources = {name: archive.read(name) for name in archive.namelist()}
        template = json.loads((out / "sam.json").read_text("utf-8"))
    _check_runtimes(template, target)
    return Packaged(template, sources)


def check_stage(project: Path, stage: str) -> None:
    """Raises PackageFailed that names the stages there are."""
    stages = _config(project)["stages"]
    if stage not in stages:
        asked = f"There is no stage {stage!r}" if stage else "Say which stage"
        raise PackageFailed(f"{asked}: make package STAGE=…, one of {', '.join(stages)} (.chalice/config.json).")


def copy_project(project: Path, copy: Path, stage: str, target: Target) -> None:
    """What Chalice looks at, set to the target's architecture, without caches, hidden files and earlier builds."""
    config = _config(project)
    for directory in ("chalicelib", ".chalice", "infrastructure"):
        shutil.copytree(project / directory, copy / directory, ignore=_LEFT_OUT)
    for file in ("app.py", "requirements.txt"):
        shutil.copyfile(project / file, copy / file)
    _check_kinds(copy / "chalicelib")
    config["stages"][stage]["lambda_architecture"] = target.architecture
    (copy / ".chalice" / "config.json").write_text(json.dumps(config), "utf-8")


def run_chalice(copy: Path, stage: str) -> Path:
    """The directory with the bundle and `sam.json`; raises PackageFailed with the last words of what failed."""
    out = copy / "out"
    chalice = str(Path(sys.executable).with_name("chalice"))
    _run(copy, "infrastructure.compose", [sys.executable, "-m", "infrastructure.compose", "stack.json"])
    _run(copy, "chalice package", [chalice, "package", "--stage", stage, "--merge-template", "stack.json", str(out)])
    return out


def _run(copy: Path, what: str, command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 (our own interpreter, and what is installed beside it)
        command, cwd=copy, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).replace(str(copy), ".").splitlines()[-LAST_WORDS:]
        raise PackageFailed("\n".join([f"{what} failed:", *last]))


def _config(project: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((project / ".chalice" / "config.json").read_text("utf-8"))
    return config


def _environment() -> dict[str, str]:
    """This process's, without what would let another code or another account in. Chalice wants a region, any."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
    return {**kept, "AWS_DEFAULT_REGION": "eu-west-3", "PYTHONDONTWRITEBYTECODE": "1"}


def _check_kinds(ours: Path) -> None:
    strange = sorted(p.name for p in ours.rglob("*") if p.is_file() and p.suffix not in SOURCES)
    if strange:
        raise PackageFailed(
            f"chalicelib holds what no function is known to need: {', '.join(strange)}. Take it away, or add its kind "
            "to SOURCES in tools/package/chalice_package.py."
        )


def _check_runtimes(template: dict[str, Any], target: Target) -> None:
    for name, resource in template["Resources"].items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        wanted = {"Runtime": target.runtime, "Architectures": [target.architecture]}
        given = {key: resource["Properties"].get(key) for key in wanted}
        if given != wanted:
            raise PackageFailed(f"The template wants {name} to run on {given}, the bundle is made for {wanted}.")
