"""The changes that are tried: each one alone, each one other code, and none where it could not matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.mutation.mutants import PROJECT, closed_sets, mutants_of

WORDS = {"Mode": ["IMMEDIATE", "DEFERRED", "PARTIAL"], "Only": ["ONE"]}
SOME = ("domain/effects.py", "domain/money.py", "monetico/seal.py", "monetico/status.py")


def changes(tmp_path: Path, text: str) -> set[str]:
    """What the lines of a module become, one line a mutant."""
    path = tmp_path / "module.py"
    path.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    return {
        now
        for mutant in mutants_of(path, WORDS)
        for now, before in zip(mutant.text.splitlines(), lines, strict=True)
        if now != before
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = a < b", {"x = a <= b"}),
        ("x = 0 < a <= b", {"x = 1 < a <= b", "x = 0 <= a <= b", "x = 0 < a < b"}),
        ("x = a is not None", {"x = a is None"}),
        ("x = a and (b or c)", {"x = True and (b or c)", "x = a and (True)", "x = a and (False or c)",
                                "x = a and (b or False)"}),
        ("x = a if b == c else d", {"x = a if True else d", "x = a if False else d"}),
        ("x = [a for a in b if a]", {"x = [a for a in b if True]", "x = [a for a in b if False]"}),
        ("x = a - b", {"x = a + b"}),
        ("x = not a", {"x = a"}),
        ("x = min(a)", {"x = max(a)"}),
        ("x = a.strip()", {"x = a"}),
        ("x = a[:b]", {"x = a[:]"}),
        ("x = f(a, b=c, **d)", {"x = f(a, **d)", "x = f(a, b=c)"}),
        ("x = {a: b, **c}", {"x = {**c}", "x = {a: b}"}),
        ("x = Mode.PARTIAL", {"x = Mode.IMMEDIATE"}),
        ("x = True", {"x = False"}),
        ("x = 7", {"x = 8"}),
        ("x = 'a'", {"x = 'XXa'"}),
        ("x = b''", {"x = b'XX'"}),
        ("x = 'un deux'.split()", {"x = ' deux'.split()", "x = 'un '.split()"}),
        ("x = re.compile(r'a{1,2}b+')", {"x = re.compile(r'XXa{1,2}b+')", "x = re.compile(r'a{2,2}b+')",
                                         "x = re.compile(r'a{1,3}b+')", "x = re.compile(r'a{1,2}b*')"}),
        ("x += a", {"x = a", "pass"}),
        ("f(a)", {"pass"}),
        ("raise Error('words for people')", {"pass"}),
    ],
)  # fmt: skip
def test_each_kind_of_code_has_its_changes(tmp_path: Path, line: str, expected: set[str]) -> None:
    assert changes(tmp_path, line) == expected


@pytest.mark.parametrize(
    "line",
    [
        '"""What is written."""',
        "import a",
        "from a import b",
        "x: Literal['a']",
        "if TYPE_CHECKING: x = 1",
        "x = Only.ONE",
    ],
)
def test_what_decides_nothing_is_left_alone(tmp_path: Path, line: str) -> None:
    assert changes(tmp_path, line) == set()


def test_a_mutant_says_where_it_is_and_which_lines_run_with_it(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("class A:\n    def f(self, n=1):\n        if (\n            n == 2\n        ):\n            g()\n")

    found = {mutant.name.split("::")[1]: (mutant.function, mutant.lines) for mutant in mutants_of(path, {})}

    assert found["A.f`: `1` → `2`"] == ((), range(2, 3))
    assert found["A.f`: `n == 2` → `True`"] == (("A", "f"), range(3, 6))
    assert found["A.f`: `g()` → `pass`"] == (("A", "f"), range(6, 7))


def test_a_closed_set_has_its_names_in_their_order() -> None:
    assert closed_sets(PROJECT / "chalicelib" / "domain")["OperationKind"] == ["CAPTURE", "REFUND", "CANCELLATION"]


@pytest.mark.parametrize("name", SOME)
def test_every_mutant_is_other_code_under_a_name_of_its_own(name: str) -> None:
    path = PROJECT / "chalicelib" / name
    mutants = mutants_of(path, closed_sets(PROJECT / "chalicelib" / "domain"))

    assert path.read_text("utf-8") not in {mutant.text for mutant in mutants}
    assert len({mutant.name for mutant in mutants}) == len(mutants)
