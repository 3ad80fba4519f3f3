"""What is in the zip: what the functions run, and nothing of the rest of this repository or of its tools."""

from __future__ import annotations

import ast
import importlib.util
import stat
import subprocess
import sys
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

from chalicelib.monetico.codes import PAGE_LANGUAGES
from tools.package.archive import MOST_BYTES
from tools.package.chalice_package import ARCHIVE
from tools.package.contents import SERVICES, spoken_locales

pytestmark = pytest.mark.xdist_group("package")

OURS = {"app.py", "chalicelib"}
OTHERS = {
    "annotated_types", "babel", "boto3", "botocore", "chalice", "cryptography", "dateutil",
    "jinja2", "jmespath", "jwt", "markupsafe", "pydantic", "pydantic_core", "s3transfer", "six.py",
    "typing_extensions.py", "typing_inspection", "tzdata", "urllib3",
}  # fmt: skip

IMPORT_ALL = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
print(*(module.__file__ for module in sys.modules.values() if getattr(module, "__file__", None)), sep="\\n")
"""

USE_THE_DATA = """
import sys
sys.path.insert(0, sys.argv[1])
from datetime import UTC, datetime
from chalicelib.aws.session import dynamodb, secretsmanager, sesv2
from chalicelib.domain.money import Money
from chalicelib.mail.figures import country_name, moment_text, money_text, rate_text
from chalicelib.mail.texts import texts_for
for language in sys.argv[2:]:
    t = texts_for(language)
    moment = moment_text(datetime(2026, 7, 1, 10, tzinfo=UTC), t)
    print(language, money_text(Money.parse("1234.50", "EUR"), t), rate_text(550, t), moment, country_name("DE", t))
print(*(client.meta.endpoint_url for client in (dynamodb(), secretsmanager(), sesv2(2.0))))
"""


def alone(script: str, task: Path, *arguments: str) -> str:
    """What a script prints with the bundle and the standard library, and nothing else."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", script, str(task), *arguments],
        env={"AWS_DEFAULT_REGION": "eu-west-3", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"},
        cwd=task,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_at_the_top_are_our_two_and_the_packages_they_need(names: list[str]) -> None:
    tops = {name.partition("/")[0] for name in names}

    assert {top for top in tops if not top.startswith(("_cffi_backend.", "__pycache__"))} == OURS | OTHERS


def test_our_part_is_what_the_repository_holds(names: list[str], project: Path) -> None:
    files = [path for path in (project / "chalicelib").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    wanted = {path.relative_to(project).as_posix() for path in files}

    assert {name for name in names if name.startswith("chalicelib/") and not name.endswith(".pyc")} == wanted


def test_nothing_is_shipped_that_no_function_loads(names: list[str]) -> None:
    paths = [PurePosixPath(name) for name in names]

    assert [p for p in paths if {"test", "tests", "testing"} & set(p.parts)] == []
    assert [p for p in paths if p.parts[0].endswith((".dist-info", ".data")) or p.suffix in (".pyi", ".c", ".h")] == []


def test_every_module_has_the_bytecode_that_its_hash_names_and_no_other(built: Path, names: list[str]) -> None:
    modules = {name for name in names if name.endswith(".py")}
    compiled = {importlib.util.cache_from_source(name, optimization="") for name in modules}
    unchecked = (1).to_bytes(4, "little")

    assert {name for name in names if name.endswith(".pyc")} == compiled
    with ZipFile(built / ARCHIVE) as archive:
        for module in modules:
            code = archive.read(importlib.util.cache_from_source(module, optimization=""))
            assert code[:8] == importlib.util.MAGIC_NUMBER + unchecked, module
            assert code[8:16] == importlib.util.source_hash(archive.read(module)), module


def test_entries_are_in_order_of_one_date_and_readable_by_all(built: Path) -> None:
    with ZipFile(built / ARCHIVE) as archive:
        entries = archive.infolist()

    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}
    modes = {stat.filemode(e.external_attr >> 16) for e in entries}
    assert modes == {"-rw-r--r--", "-rwxr-xr-x"}
    assert {e.filename.rpartition(".")[2] for e in entries if e.external_attr >> 16 & 0o111} == {"so"}


def test_of_babel_there_is_the_root_and_what_mails_are_written_in(names: list[str]) -> None:
    stems = {PurePosixPath(name).stem for name in names if name.startswith("babel/locale-data/")}

    assert stems == spoken_locales() == {"root", "en", "en_001", "en_GB", "fr", "fr_FR"}


def test_of_botocore_there_are_the_services_that_our_code_makes_clients_of(names: list[str], project: Path) -> None:
    data = {name.split("/")[2] for name in names if name.startswith("botocore/data/") and name.count("/") > 2}
    tree = ast.parse((project / "chalicelib" / "aws" / "session.py").read_text())
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_client"
    ]

    assert data == set(SERVICES) == {call.args[0].value for call in calls}  # type: ignore[attr-defined]


def test_every_module_of_ours_imports_from_the_zip_alone(task: Path, names: list[str]) -> None:
    modules = [name.removesuffix(".py").removesuffix("/__init__") for name in names if name.startswith("chalicelib/")]
    ours = [name.replace("/", ".") for name in modules if not name.endswith((".pyc", ".html", ".txt"))]

    loaded = [Path(line) for line in alone(IMPORT_ALL, task, "app", *ours).splitlines()]

    foreign = [p for p in loaded if not p.is_relative_to(task) and "site-packages" in p.parts]
    assert len(ours) > 60
    assert foreign == []


def test_languages_and_services_find_their_data(task: Path) -> None:
    *lines, addresses = alone(USE_THE_DATA, task, *PAGE_LANGUAGES).splitlines()

    said = dict(line.split(" ", 1) for line in lines)
    assert said["FR"].split()[:6] == ["1", "234,50", "€", "5,5", "1er", "juillet"]
    assert said["FR"].endswith("Allemagne")
    assert "Germany" in said["EN"]
    assert said.keys() == set(PAGE_LANGUAGES)
    assert addresses.split() == [
        "https://dynamodb.eu-west-3.amazonaws.com",
        "https://secretsmanager.eu-west-3.amazonaws.com",
        "https://email.eu-west-3.amazonaws.com",
    ]


def test_the_bundle_is_small_enough_with_room_to_grow(built: Path) -> None:
    assert (built / ARCHIVE).stat().st_size < 0.95 * MOST_BYTES
