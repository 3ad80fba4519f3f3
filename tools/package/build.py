"""The steps of a build, in order."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalice.package import YAMLTemplateSerializer

from tools.package.archive import check_size, write_archive
from tools.package.bytecode import compiled
from tools.package.chalice_package import ARCHIVE, chalice_package, check_stage
from tools.package.contents import dependencies
from tools.package.manifest import manifest, unpacked
from tools.package.wheels import wheels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tools.package.target import Target


@dataclass(frozen=True, slots=True)
class Build:
    """Where a stage's package is; `cache` keeps wheels from one build to the next."""

    project: Path
    stage: str
    target: Target
    out: Path
    cache: Path

    def run(self, report: Callable[[str], object]) -> dict[str, Any]:
        """The manifest, written beside the rest. Raises PackageFailed; nothing is then left that could be deployed."""
        check_stage(self.project, self.stage)
        shutil.rmtree(self.out, ignore_errors=True)
        report("template and sources: chalice package")
        packaged = chalice_package(self.project, self.stage, self.target)
        report(f"dependencies: wheels for {self.target.runtime} on {self.target.architecture}, checked by hash")
        found = wheels(self.project / "requirements.txt", self.target, self.cache)
        contents = {**dependencies(found), **packaged.sources}
        report(f"bytecode: {sum(path.endswith('.py') for path in contents)} modules")
        contents.update(compiled(contents))
        report("zip, template and manifest")
        self.out.mkdir(parents=True)
        archive, template = self.out / ARCHIVE, self.out / "template.yaml"
        self._archive(contents, archive)
        # Read from JSON, no two places share an object, so that YAML needs no aliases: CloudFormation refuses those.
        template.write_text(YAMLTemplateSerializer().serialize_template(packaged.template), "utf-8")
        made = manifest(self.project, self.stage, self.target, found, (archive, template))
        made["files"][ARCHIVE].update(unpacked(contents))
        (self.out / "manifest.json").write_text(json.dumps(made, indent=2) + "\n", "utf-8")
        return made

    def _archive(self, contents: dict[str, bytes], archive: Path) -> None:
        partial = archive.with_suffix(".partial")
        write_archive(contents, partial)
        check_size(partial)
        partial.rename(archive)
