from __future__ import annotations

import re
from pathlib import Path

import pytest

from chalicelib.api.problems import PROBLEMS
from chalicelib.domain.vocabulary import Status
from chalicelib.monetico.codes import PAGE_LANGUAGES
from tests.docs.programs import EXAMPLES

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs" / "integration.md").read_text()
BLOCKS = dict(re.findall(r"<!-- example: (\S+) -->\n```\w+\n(.*?)```\n<!-- end -->", PAGE, re.DOTALL))
PROGRAMS = sorted(file.name for file in EXAMPLES.iterdir() if file.is_file() and file.name != "ruff.toml")
WRITTEN = [REPOSITORY / "CONTRIBUTING.md", *sorted((REPOSITORY / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_page_shows_the_program_as_it_is(name):
    assert BLOCKS.get(name) == (EXAMPLES / name).read_text(), f"copy docs/examples/{name} into its block of the page"


def test_every_block_of_the_page_is_a_program():
    assert sorted(BLOCKS) == PROGRAMS
    assert PAGE.count("<!-- example: ") == len(BLOCKS)


def test_every_status_is_explained():
    assert [status for status in Status if f"\n| `{status}` |" not in PAGE] == []


def test_the_languages_are_those_of_the_banks_page():
    assert [language for language in PAGE_LANGUAGES if f"`{language}`" not in PAGE] == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text()):
        name, _, anchor = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def anchors(page: Path) -> set[str]:
    """The anchors of a page as its readers' web sites make them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


def test_every_problem_has_an_anchor_to_link_to():
    assert PROBLEMS.keys() <= anchors(REPOSITORY / "docs" / "problems.md")
