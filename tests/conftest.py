"""How many tests run at once; and browser tests run where a browser is: where none is, the last lines say so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

# The same examples at every run, so that a failure is the change's and not the day's.
settings.register_profile("stable", deadline=None, derandomize=True)
settings.load_profile("stable")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ADVICE = "no Chromium or Chrome was found (Debian: apt install chromium; or set GUICHET_BROWSER to its path)"


def find_browser() -> str | None:
    """GUICHET_BROWSER, or the first Chromium or Chrome of this machine."""
    if chosen := os.environ.get("GUICHET_BROWSER"):
        return shutil.which(chosen)
    on_path = (shutil.which(name) for name in BROWSERS)
    return next((path for path in on_path if path), None) or next(
        (path for path in MAC_BROWSERS if Path(path).exists()), None
    )


@pytest.hookimpl(optionalhook=True)  # asked by xdist alone
def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: much of a run is spent waiting for processes that tests have started."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("GUICHET_REQUIRE_BROWSER") == "1" and not find_browser():
        raise pytest.UsageError(f"GUICHET_REQUIRE_BROWSER=1, but {ADVICE}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_browser():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium or Chrome found"))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    if find_browser():
        return
    left_out = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.keywords]
    if left_out:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", red=True, bold=True)
        terminalreporter.write_line(f"{len(left_out)} browser tests did not run: {ADVICE}.")


@pytest.fixture(scope="session")
def browser_path() -> str:
    """For Playwright's `executable_path`, in tests marked `browser`."""
    path = find_browser()
    assert path, ADVICE
    return path
