"""One whole stack for every journey, and shoppers with browsers of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from local.stack import running
from tests.journeys.backstage import Backstage
from tests.journeys.shopper import shopper_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from local.stack import Stack
    from tests.journeys.shopper import Shopper

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
PATIENCE = 15_000  # milliseconds
# So that what only time repairs is repaired while somebody looks; and with frames, for the one test of them.
BRISK = {
    "GUICHET_LEASE_SECONDS": "6",
    "GUICHET_SWEEP_SECONDS": "1",
    "GUICHET_SETTLE_SECONDS": "1",
    "GUICHET_IFRAME": "yes",
}


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with running(**BRISK) as stack:
        yield stack


@pytest.fixture
def backstage(stack: Stack) -> Backstage:
    return Backstage.of(stack)


# Not of the session: a second Playwright, of another folder's tests, cannot start beside it.
@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_shopper(browser: Browser, stack: Stack) -> Iterator[Callable[..., Shopper]]:
    """Makes shoppers; in the end, no browser may have complained of a script, a policy or a missing file."""
    shoppers: list[Shopper] = []

    def made(*, script: bool = True, width: int = 1200, **context: Any) -> Shopper:
        one = browser.new_context(
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            locale="fr-FR",
            **context,
        )
        one.set_default_timeout(PATIENCE)
        shoppers.append(shopper_with(one, stack.dev()["shop"], script=script))
        return shoppers[-1]

    yield made
    for shopper in shoppers:
        shopper.page.context.close()
    assert [complaint for shopper in shoppers for complaint in shopper.complaints] == []


@pytest.fixture
def shopper(new_shopper: Callable[..., Shopper]) -> Shopper:
    return new_shopper()
