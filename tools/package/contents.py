"""What of the dependencies goes into the bundle: what a function may load, and nothing beside it.

No package metadata: what reads it (pydantic for its plug-ins, urllib3 for HTTP/2) is content with none, or is never
called. The manifest has every name and version.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zipfile import ZipFile

from babel.core import get_global

from chalicelib.mail.texts import texts_for
from chalicelib.monetico.codes import PAGE_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SERVICES = {"dynamodb": "dynamodb", "secretsmanager": "secretsmanager", "sesv2": "email"}
"""The services that are called, each with its name in botocore's table of endpoints."""

NEVER_LOADED = (
    "babel/messages",
    "cffi",  # its compiled half, `_cffi_backend`, is what cryptography loads
    "pycparser",
)
"""Parts of packages of which we use another one; never imported by what we import."""

_FOR_COMPILERS = frozenset({".pyi", ".typed", ".pyx", ".pxd", ".c", ".h"})
_ENDPOINTS = "botocore/data/endpoints.json"


def dependencies(wheels: Iterable[Path]) -> dict[str, bytes]:
    """Path in the bundle, and content."""
    found: dict[str, bytes] = {}
    for wheel in wheels:
        found.update(_files(wheel))
    locales = spoken_locales()
    kept = {path: content for path, content in found.items() if _is_needed(PurePosixPath(path), locales)}
    # Parsing the endpoints of some three hundred services takes longer than importing Chalice.
    kept[_ENDPOINTS] = _endpoints_called(kept[_ENDPOINTS])
    return kept


def _files(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """What installing the wheel would put beside other packages: no scripts, no headers, no metadata."""
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            top, _, rest = name.partition("/")
            kind, _, inner = rest.partition("/")
            if top.endswith(".data") and kind in ("purelib", "platlib"):
                yield inner, archive.read(name)
            elif not name.endswith("/") and not top.endswith((".data", ".dist-info")):
                yield name, archive.read(name)


def _is_needed(path: PurePosixPath, locales: frozenset[str]) -> bool:
    if path.suffix in _FOR_COMPILERS or path.suffix == ".pyc":
        return False
    if any(map(path.is_relative_to, NEVER_LOADED)):
        return False
    match path.parts:
        case "botocore", "data", service, *_, name if path.parent.name != "data":
            return service in SERVICES and name != "examples-1.json"
        case "boto3", "data" | "examples", *_:  # of boto3.resource(), which nothing calls
            return False
        case "babel", "locale-data", _:
            return path.stem in locales
    return True


def _endpoints_called(text: bytes) -> bytes:
    table = json.loads(text)
    called = set(SERVICES.values())
    for partition in table["partitions"]:
        partition["services"] = {name: of for name, of in partition["services"].items() if name in called}
    return json.dumps(table, separators=(",", ":")).encode()


def spoken_locales() -> frozenset[str]:
    """The locales of the mails in every language of the bank's page, with what each inherits from."""
    return frozenset(name for language in PAGE_LANGUAGES for name in _lineage(texts_for(language).locale))


def _lineage(locale: str) -> Iterator[str]:
    parents: Mapping[str, str] = get_global("parent_exceptions")
    while locale:
        yield locale
        locale = parents.get(locale) or locale.rpartition("_")[0]
    yield "root"
