"""Contents as a zip that depends on nothing else: one date, one order, two permissions."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tools.package.failure import PackageFailed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_BYTES = 15_000_000

_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FILE, _PROGRAM = 0o100644, 0o100755


def write_archive(contents: Mapping[str, bytes], archive: Path) -> None:
    """Every function may read what is in it, whatever this machine's umask."""
    with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=9) as out:
        for path in sorted(contents):
            entry = ZipInfo(path, _DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = (_PROGRAM if path.endswith(".so") else _FILE) << 16
            out.writestr(entry, contents[path])


def contents_digest(contents: Mapping[str, bytes]) -> str:
    """SHA-256 of names and contents: equal where another zlib has compressed them otherwise."""
    digest = hashlib.sha256()
    for path in sorted(contents):
        digest.update(f"{hashlib.sha256(contents[path]).hexdigest()}  {path}\n".encode())
    return digest.hexdigest()


def check_size(archive: Path, most: int = MOST_BYTES) -> None:
    """Raises PackageFailed that names the largest parts."""
    size = archive.stat().st_size
    if size <= most:
        return
    parts: Counter[str] = Counter()
    with ZipFile(archive) as read:
        for entry in read.infolist():
            parts[entry.filename.partition("/")[0]] += entry.compress_size
    largest = "\n".join(f"  {part:<24}{_megabytes(bytes_)}" for part, bytes_ in parts.most_common(6))
    raise PackageFailed(
        f"The bundle has {_megabytes(size)}, the limit is {_megabytes(most)}. "
        f"Its largest parts, compressed:\n{largest}\n"
        "Do without one of them, or leave out in tools/package/contents.py what of it is never loaded."
    )


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"
