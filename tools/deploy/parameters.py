"""The stage's parameters, read from a JSON file and held against the template's.

The file is the whole truth: what it does not name has the template's default, whatever the stack had before. No secret
can be among them, since the template has no parameter for one.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from tools.deploy.failure import DeployFailed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def parameters(file: Path, declared: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """By their names, as text; an object, such as Seller, as JSON. Raises DeployFailed that names what is wrong."""
    given = _read(file)
    faults = [_unknown(name, declared) for name in given if name not in declared]
    missing = [name for name, its in declared.items() if "Default" not in its and name not in given]
    faults += [f"{name} is missing: {declared[name].get('Description', 'it has no default')}" for name in missing]
    faults += [f"{name} has no value; leave it out for its default" for name, value in given.items() if value is None]
    if faults:
        raise DeployFailed("\n".join([f"{file} does not fit the template:", *(f"  {fault}" for fault in faults)]))
    return {name: _text(value) for name, value in given.items()}


def _read(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text("utf-8"))
    except OSError as fault:
        raise DeployFailed(
            f"{file} cannot be read ({fault.strerror}); begin with a copy of infrastructure/parameters.example.json, "
            "and name it: make deploy … PARAMETERS=parameters.json"
        ) from None
    except ValueError as fault:
        raise DeployFailed(f"{file} is no JSON: {fault}") from None
    if not isinstance(document, dict):
        raise DeployFailed(f'{file} is no JSON object of names and values, such as {{"Platform": "test"}}')
    return document


def _unknown(name: str, declared: Mapping[str, Any]) -> str:
    near = get_close_matches(name, declared, n=1)
    return f"{name} is no parameter" + (f"; is it {near[0]}?" if near else "")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value)
