"""What each Lambda function loads before its first call: a cold start pays for every package of these."""

from __future__ import annotations

import pytest

from tests.architecture.interpreter import run
from tests.architecture.tree import is_within

BOTO3 = {"boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}
EVERYWHERE = {*BOTO3, "chalice", "typing_extensions", "tzdata"}
MAIL = {"babel", "jinja2", "markupsafe"}

BUDGETS = {
    "app": {
        *EVERYWHERE, "annotated_types", "cryptography", "jwt", "pydantic", "pydantic_core", "typing_inspection",
    },
    "chalicelib.events.outbox": EVERYWHERE | MAIL,
    "chalicelib.events.sweep": EVERYWHERE | MAIL,
    "chalicelib.events.operations": EVERYWHERE,
    "chalicelib.events.bounces": EVERYWHERE,
}  # fmt: skip
"""The packages of others that an entry module may load, itself or through what it loads.

Not among them: certifi, which botocore takes where a tool for the tests has brought it. The bundle has none.
"""

NEVER = {
    "app": ("chalicelib.events", "jinja2", "babel"),
    "chalicelib.events.outbox": ("chalicelib.api", "pydantic", "jwt", "cryptography", "app"),
    "chalicelib.events.sweep": ("chalicelib.api", "pydantic", "jwt", "cryptography", "app"),
    "chalicelib.events.operations": ("chalicelib.api", "pydantic", "jwt", "cryptography", "jinja2", "babel", "app"),
    "chalicelib.events.bounces": ("chalicelib.api", "pydantic", "jwt", "cryptography", "jinja2", "babel", "app"),
}

LOADED = """
import importlib

before = set(sys.modules)
importlib.import_module(sys.argv[1])
print(*(set(sys.modules) - before))
print(*sys.stdlib_module_names)
"""


def loaded_in_lambda(entry: str) -> tuple[set[str], set[str]]:
    """The modules that an entry module loads, and the packages of others among them."""
    done = run(LOADED, entry, AWS_LAMBDA_FUNCTION_NAME="guichet")
    assert done.returncode == 0, done.stderr
    names, standard = (set(line.split()) for line in done.stdout.splitlines())
    # A leading underscore marks the compiled half of a package that is counted already, or of Python itself.
    packages = {name.partition(".")[0] for name in names if not name.startswith("_")}
    return names, packages - standard - {"app", "chalicelib", "certifi"}


@pytest.mark.parametrize("entry", BUDGETS)
def test_a_function_loads_no_package_outside_its_budget(entry: str) -> None:
    _, packages = loaded_in_lambda(entry)

    assert packages - BUDGETS[entry] == set()


@pytest.mark.parametrize("entry", NEVER)
def test_a_function_loads_nothing_that_is_another_functions(entry: str) -> None:
    names, _ = loaded_in_lambda(entry)

    assert [name for name in sorted(names) if is_within(name, *NEVER[entry])] == []


def test_outside_lambda_the_application_names_every_function() -> None:
    done = run(LOADED, "app")

    assert {"chalicelib.events.outbox", "chalicelib.events.sweep"} <= set(done.stdout.split())
