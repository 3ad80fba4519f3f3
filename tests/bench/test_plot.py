"""Charts are well-formed pictures whose bars are as long as their numbers."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

import pytest

from bench import __main__ as whole
from bench import plot, results

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def directory(tmp_path, monkeypatch):
    monkeypatch.setattr(plot, "DIRECTORY", tmp_path)
    monkeypatch.setattr(results, "DIRECTORY", tmp_path)


def test_bars_are_in_proportion_and_labelled():
    path = plot.bars("cpu", "CPU <of all>", {"Guichet": 1.5, "(c) floor": 1.0}, " ×", limit=3)

    root = Tree.fromstring(path.read_text())  # noqa: S314 - our own
    ours, floor = (float(bar.get("width")) for bar in root.findall(f"{SVG}rect")[1:])
    assert ours / floor == pytest.approx(1.5, abs=0.01)
    assert root.find(f"{SVG}title").text == "CPU <of all>"
    assert {"Guichet", "1.5 ×", "3 × at most"} <= {text.text for text in root.findall(f"{SVG}text")}


def test_results_keep_what_other_parts_found():
    results.keep("calls", [1])
    results.keep("cost", {"a": 2})

    text = (results.DIRECTORY / "results.json").read_text()
    assert '"calls"' in text
    assert '"cost"' in text


def test_every_part_that_was_measured_has_its_chart(monkeypatch, tmp_path):
    monkeypatch.setattr(whole, "PROJECT", tmp_path)
    callback = {"Guichet": 3, "(c) floor": 2}
    rows = [{"task": "notification", "who": who, "best": best} for who, best in callback.items()]
    found = {
        "calls": rows,
        "instructions": {"notification": callback},
        "cost": {"dollars": {"Guichet": {"Mails": 100, "Log bytes": 2}}},
        "correctness": {"orders": 10, "found": {"Guichet": {"wrong": 0}}},
    }

    assert whole.plots(found) == ["cpu.svg", "instructions.svg", "cost.svg", "wrong.svg"]
    assert "1.5 ×" in (tmp_path / "cpu.svg").read_text()
