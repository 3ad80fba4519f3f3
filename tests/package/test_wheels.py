"""Dependencies are those pinned by hash, for the target; what keeps them away is said with what to do."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools.package.failure import PackageFailed
from tools.package.target import Target
from tools.package.wheels import wheels

TARGET = Target("arm64", (3, 13))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that pip takes for the only place with packages."""
    directory = tmp_path / "index"
    directory.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(directory))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return directory


def wheel(index: Path, tag: str) -> Path:
    made = index / f"lamp-1.0-{tag}.whl"
    with ZipFile(made, "w") as archive:
        archive.writestr("lamp.py", f"TAG = {tag!r}\n")
        archive.writestr("lamp-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: lamp\nVersion: 1.0\n")
        archive.writestr("lamp-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n")
        archive.writestr("lamp-1.0.dist-info/RECORD", "")
    return made


def requirements(tmp_path: Path, *pinned: Path) -> Path:
    hashes = [f"--hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}" for file in pinned]
    file = tmp_path / "requirements.txt"
    file.write_text(" \\\n    ".join(["lamp==1.0", *(hashes or ["--hash=sha256:" + 64 * "0"])]) + "\n")
    return file


def test_the_wheel_is_the_targets_whatever_machine_packages(index: Path, tmp_path: Path) -> None:
    made = {tag: wheel(index, f"cp313-cp313-{tag}") for tag in ("manylinux_2_28_aarch64", "manylinux_2_28_x86_64")}
    pinned = requirements(tmp_path, *made.values())

    for architecture, tag in (("arm64", "aarch64"), ("x86_64", "x86_64")):
        (found,) = wheels(pinned, Target(architecture, (3, 13)), tmp_path / "cache")
        assert found.name == f"lamp-1.0-cp313-cp313-manylinux_2_28_{tag}.whl"


def test_a_second_build_needs_no_index(index: Path, tmp_path: Path) -> None:
    pinned = requirements(tmp_path, wheel(index, "py3-none-any"))
    first = wheels(pinned, TARGET, tmp_path / "cache")
    shutil.rmtree(index)

    assert wheels(pinned, TARGET, tmp_path / "cache") == first


def test_a_kept_wheel_that_was_changed_is_refused(index: Path, tmp_path: Path) -> None:
    pinned = requirements(tmp_path, wheel(index, "py3-none-any"))
    (kept,) = wheels(pinned, TARGET, tmp_path / "cache")
    kept.write_bytes(kept.read_bytes() + b"!")

    with pytest.raises(PackageFailed, match=r"is not the file that requirements\.txt pins"):
        wheels(pinned, TARGET, tmp_path / "cache")


def test_a_wheel_that_lambda_cannot_load_is_as_good_as_none(index: Path, tmp_path: Path) -> None:
    pinned = requirements(tmp_path, wheel(index, "cp313-cp313-manylinux_2_35_aarch64"))

    with pytest.raises(
        PackageFailed, match=r"lamp==1\.0 has no wheel for python3\.13 on arm64. Package with another ARCH"
    ):
        wheels(pinned, TARGET, tmp_path / "cache")

    assert list((tmp_path / "cache").iterdir()) == []


def test_another_file_than_the_pinned_one_is_called_what_it_is(index: Path, tmp_path: Path) -> None:
    wheel(index, "py3-none-any")

    with pytest.raises(PackageFailed, match="serves other files than those"):
        wheels(requirements(tmp_path), TARGET, tmp_path / "cache")


def test_without_a_network_the_advice_is_about_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")

    with pytest.raises(PackageFailed, match="The package index does not answer"):
        wheels(requirements(tmp_path), TARGET, tmp_path / "cache")


def test_an_architecture_that_lambda_has_not_is_refused() -> None:
    with pytest.raises(PackageFailed, match="ARCH=riscv64 is none of Lambda's: arm64 or x86_64"):
        Target("riscv64")


def test_older_pythons_run_on_an_older_system() -> None:
    assert Target("arm64", (3, 11)).platforms[0] == "manylinux_2_26_aarch64"
    assert Target("x86_64", (3, 12)).platforms[0] == "manylinux_2_34_x86_64"
