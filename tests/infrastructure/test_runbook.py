"""The runbook has an entry for every alarm, no other ones, and speaks of what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.runtime.telemetry import FIELDS, METRICS
from infrastructure.compose import merge_template

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operate.md").read_text("utf-8")
ENTRIES = {
    name: text
    for part in re.split(r"^## ", PAGE, flags=re.M)
    if part.startswith("Alarms: ")
    for name, _, text in (entry.partition("\n") for entry in re.split(r"^### ", part, flags=re.M)[1:])
}
SOURCE = "".join(path.read_text("utf-8") for path in (ROOT / "chalicelib").rglob("*.py"))
EVENTS = set(re.findall(r'(?:happened|failure)\(\s*"([a-z ]+)"', SOURCE))
QUESTIONS = ["**What happened.** ", "**Look.** ", "**Do.** ", "**Over.** "]


@pytest.fixture(scope="module")
def stack():
    return merge_template([])


def slug(heading):
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def alarms(stack):
    return {n: r["Properties"] for n, r in stack["Resources"].items() if r["Type"] == "AWS::CloudWatch::Alarm"}


def test_every_alarm_leads_to_the_entry_that_has_its_name(stack):
    anchors = {slug(heading): heading for heading in ENTRIES}

    for name, alarm in alarms(stack).items():
        anchor = alarm["AlarmDescription"].partition(" docs/operate.md#")[2]
        assert name in anchors[anchor].split(", "), name


def test_every_entry_is_about_an_alarm(stack):
    assert sorted(name for heading in ENTRIES for name in heading.split(", ")) == sorted(alarms(stack))


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_says_what_happened_where_to_look_what_to_do_and_when_it_is_over(entry):
    starts = [ENTRIES[entry].find("\n" + question) for question in QUESTIONS]

    assert -1 not in starts
    assert starts == sorted(starts)


def test_links_lead_somewhere():
    others = set(re.findall(r"\(([\w-]+\.md)", PAGE))
    pages = {"": PAGE, **{name: (ROOT / "docs" / name).read_text("utf-8") for name in others}}

    for page, anchor in re.findall(r"\]\(((?:[\w-]+\.md)?)(?:#([\w-]+))?\)", PAGE):
        headings = {slug(heading) for heading in re.findall(r"^#+ (.*)$", pages[page], flags=re.M)}
        assert not anchor or anchor in headings, (page, anchor)


def test_every_metric_is_explained_and_none_that_is_not_there():
    (table,) = re.findall(r"^\| Metric \|.*?\n\n", PAGE, flags=re.M | re.S)

    assert set(re.findall(r"`([A-Z]\w+)`", table)) == set(METRICS)


def test_queries_ask_for_events_and_fields_that_are_logged():
    blocks = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", PAGE, flags=re.M | re.S)
    queries = [text for language, text in blocks if not language]
    fields = [name.strip() for query in queries for name in "".join(re.findall(r"^fields (.*)", query)).split(",")]

    assert len(queries) == 7
    assert {name for name in fields if name and name[0] != "@"} <= FIELDS | {"message", "level"}
    assert {event for query in queries for event in re.findall(r'"([a-z]+ [a-z ]+)"', query)} <= EVENTS


def test_entries_quote_events_that_are_logged():
    quoted = set(re.findall(r'"([a-z]+ [a-z ]+)"', "".join(ENTRIES.values())))
    told = {text for text in quoted if text.split()[0] in {event.split()[0] for event in EVENTS}}

    assert told <= EVENTS
    assert {"notification not stored", "scheduled work failed", "stream record failed", "books read"} <= told


def test_parameters_that_are_to_be_changed_are_there(stack):
    named = set(re.findall(r"`((?:[A-Z][a-z]+){2,})(?:=yes)?`", "".join(ENTRIES.values())))
    errors = {"MalformedForm", "NotANotification", "BadSeal", "StoreUnavailable", "SettingsError"}
    of_functions = {"MemorySize"}

    assert named - set(METRICS) - errors - of_functions <= set(stack["Parameters"])


def test_commands_are_commands():
    asked = subprocess.run(
        [sys.executable, "-m", "ops", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    known = set(re.findall(r"^    ([a-z]+)", asked.stdout, flags=re.M))

    assert set(re.findall(r"python -m ops ([a-z]+)", PAGE)) <= known
