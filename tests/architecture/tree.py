"""The product's modules as the tests of its shape see them: files and syntax trees, nothing imported."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("app", "chalicelib", "bank", "shop", "local", "ops", "simulation", "tools")


@dataclass(frozen=True)
class Module:
    """One source file; `name` as it is imported."""

    path: Path

    @property
    def name(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imports(self) -> Iterator[str]:
        """Everything imported anywhere in the file, for types too, in full: `chalicelib.domain.order`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from self._imports_from(node)

    def _imports_from(self, node: ast.ImportFrom) -> Iterator[str]:
        # `from . import tokens` names modules, `from .tokens import check` names what is in one.
        origin = [node.module] if node.module else []
        if node.level:
            package = self.name.split(".")
            is_package = self.path.name == "__init__.py"
            origin = package[: len(package) - node.level + is_package] + origin
        for alias in node.names:
            whole = ".".join([*origin, alias.name])
            yield whole if is_module(whole) else ".".join(origin)


def is_module(name: str) -> bool:
    """Whether a dotted name is a module or package of ours."""
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def modules(*packages: str) -> list[Module]:
    """The modules of some packages, or of all; a package that does not exist has none."""
    found = []
    for package in packages or PACKAGES:
        single = ROOT / f"{package}.py"
        files = [single] if single.is_file() else sorted((ROOT / package).rglob("*.py"))
        found += [Module(path) for path in files]
    return found


def is_within(name: str, *packages: str) -> bool:
    """Whether a module is one of the packages or in one of them."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def is_standard(name: str) -> bool:
    """Whether a module is of the standard library."""
    return name.split(".", maxsplit=1)[0] in sys.stdlib_module_names
