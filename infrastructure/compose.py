"""The merge template of `chalice package`: the parts in stack/, the table's definition, and who answers the API.

`python -m infrastructure.compose FILE` writes it as JSON; `chalice package --merge-template FILE` does the rest. A part
is any .yaml or .json file in stack/. Two parts may add to one thing, but never say two things of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalice.package import YAMLTemplateSerializer

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
TABLE = HERE / "table.json"
PARTS = HERE / "stack"

API_FUNCTION = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-api/invocations"
)
"""By its name. Chalice refers to the function itself, which could then not be told the API's address: a circle."""


class Contradiction(Exception):
    """Two parts say different things of one place in the template."""


def merge_template(routes: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The merge template for an API with these routes, each a path and a method. Raises Contradiction."""
    template: dict[str, Any] = {}
    for part in sorted(PARTS.iterdir()):
        add(template, read(part))
    add(template, {"Resources": {"Table": {"Properties": json.loads(TABLE.read_text("utf-8"))}}})
    for path, method in routes:
        add(template["Resources"]["RestAPI"]["Properties"], _answered_by_function(path, method))
    return template


def read(part: Path) -> dict[str, Any]:
    """A part, in which no two places share an object, as YAML's aliases would have it."""
    document: dict[str, Any] = json.loads(json.dumps(YAMLTemplateSerializer().load_template(part.read_text("utf-8"))))
    return document


def add(template: dict[str, Any], part: dict[str, Any], place: str = "") -> None:
    """Add a part to the template in place; raises Contradiction."""
    for key, value in part.items():
        at = f"{place}/{key}"
        if key not in template:
            template[key] = value
        elif isinstance(value, dict) and isinstance(template[key], dict):
            add(template[key], value, at)
        elif template[key] != value:
            raise Contradiction(at)


def routes_of_app() -> list[tuple[str, str]]:
    """The API's paths and methods, as app.py declares them."""
    from app import app  # noqa: PLC0415 - what composes only the parts needs no app

    return [(path, method) for path, methods in app.routes.items() for method in methods]


def _answered_by_function(path: str, method: str) -> dict[str, Any]:
    integration = {"x-amazon-apigateway-integration": {"uri": {"Fn::Sub": API_FUNCTION}}}
    return {"DefinitionBody": {"paths": {path: {method.lower(): integration}}}}


def main(target: Path) -> None:
    """Write the merge template of this project."""
    target.write_text(json.dumps(merge_template(routes_of_app()), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
