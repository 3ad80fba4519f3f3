"""The same input gives the same bytes; another input gives others; the template points to the zip."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from chalice.package import YAMLTemplateSerializer

from tests.package.conftest import CACHE, STAGE, checkout
from tools.package.build import Build
from tools.package.chalice_package import ARCHIVE, chalice_package
from tools.package.failure import PackageFailed
from tools.package.target import MACHINES, Target, host_architecture

pytestmark = pytest.mark.xdist_group("package")

FILES = {ARCHIVE, "template.yaml", "manifest.json"}


def packaged_elsewhere(project: Path) -> Path:
    """As `make package` does it in that checkout, by somebody with other habits."""
    (project / "build").mkdir()
    shutil.copytree(CACHE, project / "build" / ".wheels", ignore=shutil.ignore_patterns("tmp*"))
    for caches in (project / "chalicelib" / "__pycache__", project / "chalicelib" / "mail" / ".idea"):
        caches.mkdir()
        (caches / "left.pyc").write_bytes(b"from an earlier Python")
    for source in project.rglob("*.py"):
        os.utime(source, (1, 1))
        source.chmod(0o700)
    arch = host_architecture()
    environment = {**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONOPTIMIZE": "2"}
    done = subprocess.run(
        ["sh", "-c", 'umask 077 && exec "$@"', "sh", sys.executable, "-m", "tools.package", STAGE, "--arch", arch],
        cwd=project,
        env={**environment, "AWS_PROFILE": "nobody", "AWS_LAMBDA_FUNCTION_NAME": "f"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("package: template and sources")
    return project / "build" / STAGE


def test_another_checkout_and_another_person_get_the_same_bytes(built: Path, project: Path, tmp_path: Path) -> None:
    again = packaged_elsewhere(checkout(project, tmp_path / "a much longer way to it"))

    assert {file.name for file in built.iterdir()} == FILES
    assert {f: (again / f).read_bytes() == (built / f).read_bytes() for f in FILES} == dict.fromkeys(FILES, True)


def test_another_source_gives_another_bundle(built: Path, project: Path, tmp_path: Path) -> None:
    changed = checkout(project, tmp_path / "changed")
    with (changed / "chalicelib" / "domain" / "money.py").open("a") as source:
        source.write("\nCHANGED = True\n")
    out = tmp_path / "out"

    made = Build(changed, STAGE, Target(host_architecture()), out, CACHE).run(lambda _: None)

    before = json.loads((built / "manifest.json").read_text())
    assert made["files"][ARCHIVE]["contents_sha256"] != before["files"][ARCHIVE]["contents_sha256"]


def test_the_manifest_tells_what_the_files_are(built: Path, project: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text())

    for name in (ARCHIVE, "template.yaml"):
        content = (built / name).read_bytes()
        assert manifest["files"][name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert manifest["files"][name]["bytes"] == len(content)
    assert manifest["stage"] == STAGE
    assert manifest["runtime"] == f"python{sys.version_info[0]}.{sys.version_info[1]}"
    assert manifest["architecture"] == host_architecture()
    pins = [line.split()[0] for line in (project / "requirements.txt").read_text().splitlines() if line[:1].isalpha()]
    shipped = {f"{name.replace('_', '-')}=={version}" for name, version in manifest["dependencies"].items()}
    assert shipped == set(pins)


def test_every_function_of_the_template_is_the_zip_on_the_architecture_asked_for(built: Path) -> None:
    text = (built / "template.yaml").read_text()
    template = YAMLTemplateSerializer().load_template(text)

    functions = [r["Properties"] for r in template["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
    assert len(functions) == 6
    assert {function["CodeUri"] for function in functions} == {f"./{ARCHIVE}"}
    assert {function["Architectures"][0] for function in functions} == {host_architecture()}
    assert "&id" not in text  # CloudFormation knows no aliases


def test_the_template_asks_for_the_other_architecture_too_whatever_machine_packages(project: Path) -> None:
    (other,) = MACHINES.keys() - {host_architecture()}
    resources = chalice_package(project, STAGE, Target(other)).template["Resources"].values()

    functions = [resource["Properties"] for resource in resources if resource["Type"] == "AWS::Serverless::Function"]
    assert [function["Architectures"] for function in functions] == [[other]] * 6


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("nowhere", "There is no stage 'nowhere': make package STAGE=…, one of"),
        ("", "Say which stage: make package STAGE=…, one of"),
    ],
)
def test_a_stage_that_is_none_is_answered_with_those_there_are(
    stage: str, said: str, project: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "out"
    kept.mkdir()

    with pytest.raises(PackageFailed, match=said):
        Build(project, stage, Target("arm64"), kept, CACHE).run(lambda _: None)

    assert kept.exists()


def test_a_file_of_an_unknown_kind_is_not_shipped_in_silence(project: Path, tmp_path: Path) -> None:
    changed = checkout(project, tmp_path / "strange")
    (changed / "chalicelib" / "mail" / "customers.sqlite").touch()

    with pytest.raises(PackageFailed, match=r"customers\.sqlite. Take it away, or add its kind"):
        Build(changed, STAGE, Target("arm64"), tmp_path / "out", CACHE).run(lambda _: None)

    assert not (tmp_path / "out").exists()


def test_what_fails_is_said_in_its_own_words(project: Path, tmp_path: Path) -> None:
    changed = checkout(project, tmp_path / "broken")
    (changed / "app.py").write_text("raise ValueError('no application')")

    with pytest.raises(PackageFailed, match=r"failed:\n[^!]*app\.py[^!]*\nValueError: no application"):
        Build(changed, STAGE, Target("arm64"), tmp_path / "out", CACHE).run(lambda _: None)
