"""Where the bundle will run: Lambda's Python, which is that of the interpreter that packages, on one architecture."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

from tools.package.failure import PackageFailed

MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
"""Lambda's names of its architectures, and those in the names of wheels."""

OLDEST_GLIBC = 17
"""manylinux2014; what is older has other names, which pip knows to follow from that one."""


@dataclass(frozen=True, slots=True)
class Target:
    """A Lambda runtime; `architecture` in Lambda's words."""

    architecture: str
    python: tuple[int, int] = sys.version_info[:2]

    def __post_init__(self) -> None:
        if self.architecture not in MACHINES:
            raise PackageFailed(f"ARCH={self.architecture} is none of Lambda's: {' or '.join(MACHINES)}.")

    @property
    def runtime(self) -> str:
        return f"python{self.python[0]}.{self.python[1]}"

    @property
    def platforms(self) -> tuple[str, ...]:
        """The tags of wheels that run there: Python 3.11 has Amazon Linux 2 (glibc 2.26), later ones that of 2023."""
        machine = MACHINES[self.architecture]
        newest = 26 if self.python < (3, 12) else 34
        minors = range(newest, OLDEST_GLIBC - 1, -1)
        return (*(f"manylinux_2_{minor}_{machine}" for minor in minors), f"manylinux2014_{machine}")


def host_architecture() -> str:
    """This machine's, in Lambda's words: the only one whose bundle can be tried here."""
    return "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"
