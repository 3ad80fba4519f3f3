"""The dependencies as wheels for the target, exactly those that requirements.txt pins by hash; nothing is ever built.

Wheels are kept by what was asked for, so a second build needs no network; their hashes are checked every time.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools.package.failure import PackageFailed

if TYPE_CHECKING:
    from tools.package.target import Target

_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NOT_FOUND = re.compile(r"No matching distribution found for (\S+)")
_NO_NETWORK = re.compile(r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ProxyError|SSLError|ReadTimeout")


def wheels(requirements: Path, target: Target, cache: Path) -> list[Path]:
    """Sorted by name; downloaded where the cache has not got them. Raises PackageFailed."""
    asked = f"{target.runtime} {target.architecture}\n".encode() + requirements.read_bytes()
    kept = cache / hashlib.sha256(asked).hexdigest()[:16]
    if not kept.is_dir():
        _download(requirements, target, kept)
    found = sorted(kept.glob("*.whl"))
    _check(found, requirements)
    return found


def _download(requirements: Path, target: Target, into: Path) -> None:
    into.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=into.parent))
    try:
        _run_pip(requirements, target, fresh)
        if not into.is_dir():
            fresh.rename(into)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _run_pip(requirements: Path, target: Target, into: Path) -> None:
    version = ".".join(map(str, target.python))
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"),
        *("--require-hashes", "--no-deps", "--only-binary", ":all:", "--implementation", "cp"),
        *("--python-version", version, "--requirement", str(requirements), "--dest", str(into), "--retries", "1"),
        *(part for platform in target.platforms for part in ("--platform", platform)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own interpreter)
    if done.returncode != 0:
        raise PackageFailed(_advice(done.stderr, target))


def _advice(said: str, target: Target) -> str:
    if _NO_NETWORK.search(said):
        return (
            "The package index does not answer. Without a network, or behind a proxy or a package mirror, tell pip how "
            "to get out (pip config, PIP_INDEX_URL, HTTPS_PROXY). A build that has succeeded once needs no network "
            "until requirements.txt, ARCH or the interpreter changes."
        )
    if missing := _NOT_FOUND.search(said):
        return (
            f"{missing[1]} has no wheel for {target.runtime} on {target.architecture}. Package with another ARCH, or "
            "with another Python (PYTHON=python3.13 make setup, in a fresh .venv), or pin a version that has one "
            "(pyproject.toml, then make lock)."
        )
    if "DO NOT MATCH THE HASHES" in said:
        return (
            "The index serves other files than those that requirements.txt pins. If nobody can explain why, do not "
            f"deploy. pip said:\n{said.strip()}"
        )
    return f"pip could not download the dependencies:\n{said.strip()}"


def _check(found: list[Path], requirements: Path) -> None:
    pinned = set(_HASH.findall(requirements.read_text("utf-8")))
    for wheel in found:
        if hashlib.sha256(wheel.read_bytes()).hexdigest() not in pinned:
            raise PackageFailed(
                f"{wheel} is not the file that requirements.txt pins. Delete its directory, then retry."
            )
