"""One build of the project for this machine's architecture, and what its tests run it with."""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools.package.build import Build
from tools.package.chalice_package import ARCHIVE
from tools.package.target import Target, host_architecture

ROOT = Path(__file__).parents[2]
STAGE = "test"
CACHE = ROOT / "build" / ".wheels"
RUNTIME_CLIENT = ("awslambdaric", "simplejson", "snapshot-restore-py")


def checkout(project: Path, to: Path) -> Path:
    """The parts of a project that a build looks at, at another place."""
    for directory in ("chalicelib", ".chalice", "infrastructure", "tools"):
        shutil.copytree(project / directory, to / directory, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("app.py", "requirements.txt"):
        shutil.copyfile(project / file, to / file)
    return to


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project, at a place of its own where nothing changes under the tests."""
    return checkout(ROOT, tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="session")
def built(project: Path) -> Path:
    """The directory of a finished build."""
    out = project / "build" / STAGE
    Build(project, STAGE, Target(host_architecture()), out, CACHE).run(lambda _: None)
    return out


@pytest.fixture(scope="session")
def names(built: Path) -> list[str]:
    """The paths in the bundle."""
    with ZipFile(built / ARCHIVE) as archive:
        return archive.namelist()


@pytest.fixture(scope="session")
def task(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle as Lambda unpacks it."""
    directory = tmp_path_factory.mktemp("task")
    with ZipFile(built / ARCHIVE) as archive:
        archive.extractall(directory)
    return directory


@pytest.fixture(scope="session")
def runtime_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """AWS's runtime client and what it needs, alone in a directory."""
    directory = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME_CLIENT:
        for file in distribution(name).files or ():
            if not file.parts[0].endswith(".dist-info") and ".." not in file.parts:
                (directory / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.locate(), directory / file)
    return directory
