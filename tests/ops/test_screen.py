from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from ops.progress import Progress
from ops.screen import Screen, paris, shown, table


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "coloured"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colours_are_for_terminals_and_not_where_they_are_unwanted(stream, environment, coloured):
    painted = Screen(environment, stream).paint("text", "bad")

    assert painted == ("\x1b[31mtext\x1b[0m" if coloured else "text")


def test_a_table_is_aligned_and_its_numbers_end_flush():
    assert table([("Visa", "62.73"), ("all", "1.00")], ("means", "amount"), right=(1,)) == [
        "means  amount",
        "Visa    62.73",
        "all      1.00",
    ]


def test_a_cell_cannot_break_the_table_or_control_the_terminal():
    assert table([("a\nb", "\x1b[2J")], ("x", "y"))[1] == "a b  \\x1b[2J"
    assert shown("é\x07") == "é\\x07"


def test_moments_are_shown_in_the_hour_of_paris_in_summer_and_winter():
    assert paris(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2026-07-02 00:30:00"
    assert paris(datetime(2026, 12, 1, 22, 30, tzinfo=UTC)) == "2026-12-01 23:30:00"


def test_progress_is_drawn_on_a_terminal_and_taken_away():
    stream = Terminal()
    progress = Progress("reading", 200, stream)

    progress.at(100)
    progress.end()

    assert stream.getvalue() == "\rreading [" + "#" * 15 + "." * 15 + "]  50%" + "\r\x1b[K"


def test_progress_is_silent_elsewhere():
    stream = io.StringIO()
    progress = Progress("reading", 200, stream)

    progress.at(100)
    progress.end()

    assert stream.getvalue() == ""


def test_progress_of_an_unknown_total_counts():
    stream = Terminal()

    Progress("orders", 0, stream).at(12345)

    assert stream.getvalue() == "\rorders 12,345"
