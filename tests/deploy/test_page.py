from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from chalice.package import YAMLTemplateSerializer

from ops.bank_sheet import CHECKLIST
from tools.deploy.parameters import parameters

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
EXAMPLE = ROOT / "infrastructure" / "parameters.example.json"
PARTS = sorted((ROOT / "infrastructure" / "stack").glob("*.yaml"))


@pytest.fixture(scope="module")
def declared():
    text = (ROOT / "infrastructure" / "stack" / "parameters.yaml").read_text("utf-8")
    return YAMLTemplateSerializer().load_template(text)["Parameters"]


def row(name: str, its: dict) -> str:
    default = "**required**" if "Default" not in its else f"`{its['Default']}`" if its["Default"] != "" else "empty"
    allowed = ", ".join(f"`{value}`" for value in its.get("AllowedValues", ()))
    return f"| `{name}` | {default} | {allowed} | {its.get('Description', '')} |"


def test_the_table_of_parameters_is_the_templates(declared):
    written = re.findall(r"^\| `\w+` \| (?:\*\*required|`|empty).*$", PAGE, re.MULTILINE)

    assert written == [row(name, its) for name, its in declared.items()]


def test_the_example_fits_the_template(declared):
    given = parameters(EXAMPLE, declared)

    assert json.loads(given["Seller"])["name"] == "Atelier Lumen"
    for name, value in given.items():
        its = declared[name]
        assert value in its.get("AllowedValues", [value])
        assert re.fullmatch(its.get("AllowedPattern", ".*"), value), name


def test_no_parameter_is_a_secret(declared):
    assert [name for name, its in declared.items() if "NoEcho" in its] == []


def test_no_role_has_a_name_of_its_own_which_would_need_another_capability():
    named = r"^\s+(RoleName|PolicyName|UserName|GroupName|ManagedPolicyName):"

    assert [part.name for part in PARTS if re.search(named, part.read_text("utf-8"), re.MULTILINE)] == []


def test_the_page_names_no_output_that_the_stack_lacks():
    outputs = set(re.findall(r"`(\w+)` \(output\)", PAGE))
    text = "\n".join(part.read_text("utf-8") for part in PARTS)

    assert outputs
    assert [name for name in outputs if not re.search(rf"^  {name}:$", text, re.MULTILINE)] == []


def test_links_on_the_page_lead_somewhere():
    links = re.findall(r"\]\(([^)#\s]+)", PAGE)

    assert [link for link in links if "://" not in link and not (ROOT / "docs" / link).exists()] == []
    anchors = {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.*)$", PAGE, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors


def test_the_go_live_list_is_that_of_ops_doctor():
    section = PAGE.partition("## The bank's go-live checklist")[2].partition("\n## ")[0]

    assert [" ".join(item.split()) for item in re.findall(r"^- \[ \] (.*(?:\n  .*)*)", section, re.MULTILINE)] == list(
        CHECKLIST
    )
