"""What `make package` left for a stage, looked at again before it goes anywhere."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalice.package import YAMLTemplateSerializer

from tools.deploy.failure import DeployFailed

if TYPE_CHECKING:
    from pathlib import Path

ARCHIVE, TEMPLATE, MANIFEST = "deployment.zip", "template.yaml", "manifest.json"


@dataclass(frozen=True, slots=True)
class Built:
    """A build whose files are those that its manifest names; `archive` is read whole, some 13 MB."""

    manifest: dict[str, Any]
    archive: bytes
    template: dict[str, Any]

    @property
    def archive_sha256(self) -> str:
        """Hexadecimal."""
        return str(self.manifest["files"][ARCHIVE]["sha256"])

    @property
    def origin(self) -> str:
        """What it was built of, in words."""
        source = self.manifest["source"]
        if not source:
            return "sources outside a repository"
        changed = ", with changes that are not committed" if source["changed"] else ""
        return f"commit {source['commit'][:12]}{changed}"

    def template_text(self, code_uri: str) -> str:
        """The template as it is deployed: every function's code is fetched from `code_uri`."""
        template = json.loads(json.dumps(self.template))
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::Serverless::Function":
                resource["Properties"]["CodeUri"] = code_uri
        return str(YAMLTemplateSerializer().serialize_template(template))


def built(directory: Path, stage: str) -> Built:
    """The build in a directory; raises DeployFailed where it is missing or not what its manifest says."""
    again = f"build it again: make package STAGE={stage}"
    try:
        manifest = json.loads((directory / MANIFEST).read_text("utf-8"))
        contents = {name: (directory / name).read_bytes() for name in (ARCHIVE, TEMPLATE)}
    except FileNotFoundError as missing:
        raise DeployFailed(f"{missing.filename} is not there; {again}") from None
    if manifest["stage"] != stage:
        raise DeployFailed(f"{directory} holds a build of stage {manifest['stage']}; {again}")
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != manifest["files"][name]["sha256"]:
            raise DeployFailed(f"{directory / name} is not what {MANIFEST} says; {again}")
    template = YAMLTemplateSerializer().load_template(contents[TEMPLATE].decode(), TEMPLATE)
    return Built(manifest, contents[ARCHIVE], template)
