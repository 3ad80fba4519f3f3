from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.package.manifest import source

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="without git there is no commit to name")


def git(project: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(project), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text("app = 1\n")
    git(tmp_path, "init")
    git(tmp_path, "add", "app.py")
    git(tmp_path, "commit", "--message", "Begin")
    return tmp_path


def test_the_commit_is_named_and_whether_what_is_packaged_differs_from_it(repository: Path) -> None:
    named = source(repository)
    (repository / "notes.txt").write_text("not packaged")
    with_notes = source(repository)
    (repository / "app.py").write_text("app = 2\n")
    changed = source(repository)

    assert named
    assert len(named["commit"]) == 40
    assert named["changed"] is False
    assert with_notes == named
    assert changed == {**named, "changed": True}


def test_an_unpacked_release_inside_somebody_elses_repository_has_no_commit(repository: Path) -> None:
    release = repository / "guichet"
    release.mkdir()

    assert source(release) is None


def test_outside_any_repository_there_is_no_commit(tmp_path: Path) -> None:
    assert source(tmp_path) is None
