from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.makers import NOW, a_customer, an_entry, an_order
from tests.ops.books import CARD, a_capture, a_line, a_view, export

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def files(tmp_path):
    """Writes the bank's file and an export; gives their paths and one for the result."""

    def write(lines: list[str], *views):
        (tmp_path / "remises.csv").write_text("".join(f"{line}\n" for line in lines))
        (tmp_path / "orders.jsonl").write_text(export(*views))
        return tmp_path / "remises.csv", tmp_path / "orders.jsonl", tmp_path / "result.csv"

    return write


def rows(result: Path) -> list[dict[str, str]]:
    with result.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_file_that_agrees_with_the_orders_is_fine(ops, files):
    file, orders, result = files([a_line(), a_line("OTHER01")], a_view(), a_view("OTHER"))

    done = ops("remittance", file, "--orders", orders, "--out", result)

    assert (done.status, done.err) == (0, "")
    assert "2  match (rapprochées)" in done.out
    assert "125.46 EUR captured (recouvrements) in the file" in done.out
    assert "were NOT looked for" in done.out
    assert [(row["line"], row["verdict"]) for row in rows(result)] == [("1", "matches"), ("2", "matches")]


def test_what_differs_or_is_missing_on_either_side_is_listed_and_written(ops, files):
    lines = [a_line(), a_line("GONE01"), "broken", a_line("DIFF01", terminal="7654321"), a_line("X01", state="AN")]
    file, orders, result = files(
        lines, a_view(), a_view("DIFF"), a_view("LATE"), a_view("OLD", captures=[a_capture(day="2026-10-01")])
    )

    period = ("--from", "2026-11-23", "--to", "2026-11-23")
    done = ops("remittance", file, "--orders", orders, "--out", result, *period, "--json")

    summary = json.loads(done.out)
    assert done.status == 1
    assert summary["verdicts"] == {
        "matches": 1, "differs": 1, "missing-here": 1, "missing-in-file": 1, "unreadable": 1,
    }  # fmt: skip
    assert summary["not_booked"] == {"AN": 1}
    assert {(row["line"], row["order"], row["verdict"]) for row in rows(result)} == {
        ("1", "CMD4821", "matches"),
        ("2", "GONE", "missing-here"),
        ("3", "", "unreadable"),
        ("4", "DIFF", "differs"),
        ("", "LATE", "missing-in-file"),
    }
    assert {problem["line"] for problem in summary["first_problems"]} == {2, 3, 4, None}


def test_an_order_is_missing_on_the_days_of_its_captures(ops, files):
    captures = [a_capture("31.37", "2026-11-22"), a_capture("31.36", "2026-11-24")]
    file, orders, result = files([a_line()], a_view(), a_view("NIGHT", captures=captures))

    assert ops("remittance", file, "--orders", orders, "--from", "2026-11-23", "--to", "2026-11-23").status == 0
    assert ops("remittance", file, "--orders", orders, "--from", "2026-11-24", "--to", "2026-11-24").status == 1
    ops("remittance", file, "--orders", orders, "--from", "2026-11-23", "--to", "2026-11-25", "--out", result)
    assert rows(result)[1]["details"] == "captured 31.36 on 2026-11-24"


def test_a_renewal_that_the_file_lacks_is_missing_though_the_order_is_there(ops, files):
    captures = [a_capture(day="2026-10-23"), a_capture(day="2026-11-23"), a_capture(day="2026-12-23")]
    file, orders, result = files(
        [a_line(day="2026-10-23")], a_view(mode="recurring", captured="188.19", captures=captures)
    )

    period = ("--from", "2026-10-01", "--to", "2026-11-30")
    done = ops("remittance", file, "--orders", orders, "--out", result, *period)

    assert done.status == 1
    assert [(row["verdict"], row["details"]) for row in rows(result)] == [
        ("matches", ""),
        ("missing-in-file", "captured 62.73 on 2026-11-23"),
    ]


def test_an_export_of_an_earlier_version_is_to_be_made_again(ops, files):
    view = a_view()
    del view["captures"]
    file, orders, _ = files([a_line()], view)

    for command in (("remittance", file), ("takings", "--day", "2026-11-23")):
        done = ops(*command, "--orders", orders)

        assert (done.status, done.out) == (2, "")
        assert "order CMD4821: not as this version of `ops export` writes it" in done.err
        assert "export again" in done.err


def test_no_card_number_and_no_formula_comes_into_the_result(ops, files):
    file, orders, result = files([a_line("=CMD()01")], a_view())

    done = ops("remittance", file, "--orders", orders, "--out", result)

    assert done.status == 1
    assert CARD not in result.read_text() + done.out
    assert rows(result)[0]["reference"] == "'=CMD()01"


def test_many_problems_are_counted_in_full_and_shown_in_part(ops, files):
    file, orders, _ = files([a_line(f"GONE{n}01") for n in range(50)], a_view())

    done = ops("remittance", file, "--orders", orders)

    assert "50  have no order here" in done.out
    assert "and 30 more" in done.out


def test_orders_are_read_from_the_table_where_no_export_is_given(ops, files, local_store, local_variables):
    order = an_order(number="REMIT-1")
    local_store.create(order, a_customer())
    paid = order.changed(
        captured=6273, authorized=6273, paid_at=NOW, entries=(an_entry(order, authorization="123456"),)
    )
    local_store.write(order, replace(paid, version=2))
    file, _, result = files([a_line("REMIT-101"), a_line("REMIT-201")])

    done = ops("remittance", file, "--out", result, "--local", **local_variables)

    assert done.status == 1
    assert [(row["order"], row["verdict"]) for row in rows(result)] == [
        ("REMIT-1", "matches"),
        ("REMIT-2", "missing-here"),
    ]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--from", "2026-11-01", "--to", "2026-11-30"], "need all of --orders, --from and --to"),
        (["--orders", "{orders}", "--from", "2026-11-01"], "need all of"),
        (["--orders", "{orders}", "--from", "2026-11-02", "--to", "2026-11-01"], "--from is after --to"),
        (["--orders", "none.jsonl"], "No such file"),
        (["--orders", "{file}"], "line 1: not an order as `ops export` writes it"),
    ],
)
def test_what_cannot_be_done_is_told_with_status_2(ops, files, options, why):
    file, orders, _ = files([a_line()], a_view())

    done = ops("remittance", file, *(option.format(orders=orders, file=file) for option in options))

    assert (done.status, done.out) == (2, "")
    assert why in done.err


def test_a_file_that_is_not_there_is_told(ops, files, tmp_path):
    _, orders, _ = files([], a_view())

    done = ops("remittance", tmp_path / "none.csv", "--orders", orders)

    assert done.status == 2
    assert "No such file" in done.err


PEAK = """
import io, resource, sys
from ops.__main__ import main

status = main(["remittance", *sys.argv[1:]], io.BytesIO(), {})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
sys.exit(status)
"""


def peak_of(directory: Path, count: int) -> int:
    """The peak of a process's memory, in bytes, while it compares that many lines with that many orders."""
    with (directory / "big.csv").open("w") as lines, (directory / "big.jsonl").open("w") as orders:
        for position in range(count):
            number = f"CMD{(position * 7919) % count}"
            lines.write(a_line(f"{number}01") + "\n")
            orders.write(export(a_view(number)))
    arguments = [
        "big.csv",
        "--orders",
        "big.jsonl",
        "--from",
        "2026-11-23",
        "--to",
        "2026-11-23",
        "--out",
        "result.csv",
    ]
    done = subprocess.run(
        [sys.executable, "-c", PEAK, *arguments],
        cwd=directory,
        env={"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"{count:,}  match" in done.stdout
    return int(done.stdout.splitlines()[-1])


def test_sixty_thousand_lines_take_no_more_memory_than_twenty_thousand(tmp_path):
    growth = peak_of(tmp_path, 60_000) - peak_of(tmp_path, 20_000)

    # SQLite fills its cache of 16 MB meanwhile. The files are 14 and 42 MB; accounts kept in memory were 55 MB more.
    assert growth < 16_000_000
