"""Who may import whom, as docs/architecture.md says; each package may always import itself."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.tree import Module, is_standard, is_within, modules

FLASK = ("flask", "werkzeug", "jinja2", "markupsafe")
BOTO3 = ("boto3", "botocore", "types_boto3_dynamodb", "types_boto3_secretsmanager", "types_boto3_sesv2")

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "chalicelib.domain": (),
    "chalicelib.monetico": ("cryptography", "chalicelib.domain"),
    "chalicelib.payments": ("chalicelib.domain", "chalicelib.monetico", "chalicelib.mail"),
    "chalicelib.mail": ("chalicelib.domain", "jinja2", "babel"),
    "chalicelib.aws": (*BOTO3, "urllib3", "chalicelib.domain", "chalicelib.payments.ports"),
    "chalicelib.api": (
        "chalice",
        "pydantic",
        "jwt",
        "chalicelib.payments",
        "chalicelib.domain",
        "chalicelib.monetico.form",
        "chalicelib.monetico.acknowledgement",
        "chalicelib.runtime",
    ),
    "chalicelib.events": ("chalice", "chalicelib.payments", "chalicelib.domain", "chalicelib.runtime"),
    "chalicelib.runtime": (
        *BOTO3,
        "chalicelib.aws",
        "chalicelib.domain",
        "chalicelib.mail",
        "chalicelib.monetico",
        "chalicelib.payments",
    ),
    "app": ("chalice", "chalicelib.api", "chalicelib.events"),
    "bank": FLASK,
    "shop": FLASK,
}

DOORS = {
    ("chalicelib.api.bank", "chalicelib.monetico.notification"): "the error of a message that is no notification",
    ("chalicelib.api.payments", "chalicelib.monetico.context"): "the error of an address that the bank would refuse",
    ("chalicelib.api.models", "chalicelib.monetico.codes"): "the languages of the bank's page",
    ("chalicelib.aws.mailer", "chalicelib.mail.message"): "the mail that the port takes, as a type",
}
"""Single modules that a room may open into another's, and what for."""

OUTER_WORLD = (
    "asyncio", "getpass", "http", "logging", "os", "pathlib", "platform", "random", "secrets", "select", "shutil",
    "signal", "smtplib", "socket", "ssl", "subprocess", "sys", "tempfile", "threading", "time",
    "urllib.request", "uuid",
)  # fmt: skip
"""Standard modules by which clock, environment, network or chance come in."""

PURE = ("chalicelib.domain", "chalicelib.monetico")


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    allowed = (package, *MAY_IMPORT[package])

    wrong = [
        f"{module.name} imports {name}"
        for module in modules(package.replace(".", "/"))
        for name in module.imports()
        if not is_standard(name) and not is_within(name, *allowed) and (module.name, name) not in DOORS
    ]

    assert wrong == []


def test_every_package_of_the_product_has_its_place_in_the_table() -> None:
    rooms = {module.name for module in modules("chalicelib") if module.path.name == "__init__.py"}

    assert {room for room in rooms if room.count(".") == 1} == {room for room in MAY_IMPORT if "." in room}


def test_every_door_between_rooms_is_in_use() -> None:
    imported = {(module.name, name) for module in modules("chalicelib") for name in module.imports()}

    assert DOORS.keys() <= imported


@pytest.mark.parametrize("package", PURE)
def test_no_clock_environment_network_or_chance_comes_into_the_core(package: str) -> None:
    wrong = [
        f"{module.name} uses {name}"
        for module in modules(package.replace(".", "/"))
        for name in [*module.imports(), *clock_readings(module)]
        if is_within(name, *OUTER_WORLD) or name in ("now", "utcnow", "today")
    ]

    assert wrong == []


def clock_readings(module: Module) -> list[str]:
    """The methods called in a module, of which some read the clock."""
    return [
        node.func.attr
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


@pytest.mark.parametrize("package", ["bank", "shop"])
def test_bank_and_shop_know_nothing_of_our_code_by_any_way(package: str) -> None:
    assert [module.name for module in modules(package) if "chalicelib" in module.text] == []


def test_nothing_is_imported_by_a_name_made_at_run_time() -> None:
    wrong = [
        module.name
        for module in modules("app", "chalicelib", "bank", "shop")
        if is_within("importlib", *module.imports()) or "__import__" in module.text
    ]

    assert wrong == []


def test_the_product_imports_no_test() -> None:
    # The tool that breaks the code to see whether a test notices has to run the tests.
    product = [module for module in modules() if not is_within(module.name, "tools.mutation")]
    wrong = [module.name for module in product for name in module.imports() if is_within(name, "tests", "pytest")]

    assert wrong == []
