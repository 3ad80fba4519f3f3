from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.api.problems import PROBLEMS
from chalicelib.domain.vocabulary import CaseKind, Mode, Platform
from chalicelib.monetico.codes import RESULTS, instalment_in
from tools import tables
from tools.bank_words import CASES
from tools.problem_advice import ADVICE
from tools.verdicts import said, started

REPOSITORY = Path(__file__).parents[2]


def test_the_tables_in_the_docs_are_what_the_code_says():
    done = subprocess.run(
        [sys.executable, "-m", "tools.tables", "--check"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_a_page_that_is_missing_or_changed_is_stale(tmp_path):
    assert tables.stale(tmp_path) == ["problems.md", "bank-codes.md"]

    tables.write(tmp_path)
    assert tables.stale(tmp_path) == []

    page = tmp_path / "bank-codes.md"
    page.write_text(page.read_text().replace("payetest", "payetset", 1))
    assert tables.stale(tmp_path) == ["bank-codes.md"]


def test_check_fails_and_says_what_to_do(tmp_path, capsys):
    assert tables.main(["--check"], tmp_path) == 1
    assert "docs/problems.md is stale: run `python -m tools.tables`" in capsys.readouterr().err


def test_every_problem_and_every_case_has_words_and_no_other_has():
    assert ADVICE.keys() == PROBLEMS.keys()
    assert CASES.keys() == set(CaseKind)


def test_every_result_code_has_a_row():
    page = tables.bank_codes()

    assert [code for code in RESULTS if f"\n| `{code}`" not in page] == []


@pytest.mark.parametrize(
    ("code", "immediate", "deferred", "case"),
    [
        ("`payetest` (test)", "paid", "authorized", "none"),
        ("`paiement` (production)", "paid", "authorized", "none"),
        ("`annulation`", "refused", "refused", "none"),
        ("`payetest` or `paiement`, from the other platform", "pending", "pending", "wrong-platform"),
        ("anything else, such as `paiement_pf5`", "pending", "pending", "unknown-result"),
    ],
)
def test_the_verdicts_are_the_products(code, immediate, deferred, case):
    row = next(line for line in tables.bank_codes().splitlines() if line.startswith(f"| {code} |"))

    cells = [cell.strip(" `") for cell in row.strip("|").split("|")]
    assert cells[1:3] == [immediate, deferred]
    assert case in cells[4]


@pytest.mark.parametrize(
    ("code", "part", "order", "case"),
    [
        ("paiement_pf2", "2: `paid`", "31.37 of 62.73 EUR captured", "none"),
        ("annulation_pf4", "4: `refused`", "15.69 of 62.73 EUR captured", "instalment-refused"),
    ],
)
def test_the_later_instalments_have_a_table_of_their_own(code, part, order, case):
    row = next(line for line in tables.bank_codes().splitlines() if line.startswith(f"| `{code}` |"))

    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == part
    assert order in cells[2]
    assert case in cells[3]


@pytest.mark.parametrize("mode", [Mode.SPLIT, Mode.RECURRING])
@pytest.mark.parametrize("code", [code for code in RESULTS if not instalment_in(code)])
def test_what_the_page_says_of_split_and_recurring_terminals_is_so(mode, code):
    same, immediate = (said(started(m, Platform.TEST), code, Platform.TEST) for m in (mode, Mode.IMMEDIATE))

    assert same.status == immediate.status
    assert [case.kind for case in same.cases] == [case.kind for case in immediate.cases]


def test_no_cell_breaks_its_table():
    for page in (tables.problems(), tables.bank_codes()):
        for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
            assert len({line.count("|") for line in table.splitlines()}) == 1
