"""`python -m tools.pictures`: buys a lamp on a stack of its own and keeps the README's pictures in docs/images/.

Run it again after a change of how a page looks; it needs Chromium or Chrome (GUICHET_BROWSER names another one).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

from local.stack import running

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WIDE, NARROW = 1200, 390
MOST_LOOKS = 100
LARGEST = 150_000  # bytes: a README is read on trains


def main() -> int:
    browser_path = next(filter(None, map(shutil.which, (os.environ.get("GUICHET_BROWSER", ""), *BROWSERS))), None)
    if browser_path is None:
        sys.stderr.write("No Chromium or Chrome was found; GUICHET_BROWSER may name one.\n")
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    with running() as stack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale="fr-FR", reduced_motion="reduce", color_scheme="light")
        journey(page, stack.dev())
        browser.close()
    return report()


def journey(page: Page, dev: Mapping[str, str]) -> None:
    page.goto(dev["shop"])
    take(page, "shop", 600, width=920)  # its gradients are heavy
    page.click("[href='/produits/lampe-veille']")
    page.click("#add-to-cart")
    page.click("#checkout")
    page.click("#continue")
    page.wait_for_selector("#payment-form")
    take(page, "hand-off", 880)
    number = page.inner_text("#order-number")
    page.click("#pay")
    at_the_bank(page)
    page.click("#back")
    page.wait_for_selector("#mail-sent")
    take(page, "paid", 760)
    the_mail(page, dev["mailbox"].removesuffix("mails.json"), number)


def at_the_bank(page: Page) -> None:
    page.click("#test-cards > summary")
    page.click("[data-behaviour=challenge]")
    page.click("#test-cards > summary")
    page.locator(":focus").blur()
    take(page, "bank", 780)
    take(page, "bank-narrow", 1040, width=NARROW)
    page.click("#card-form #pay")
    page.wait_for_selector("#code")
    page.fill("#code", page.get_attribute("#challenge-code", "value") or "")
    page.locator(":focus").blur()
    take(page, "challenge", 700)
    page.click("#confirm")
    page.click("#stay")
    take(page, "ticket", 780)


def the_mail(page: Page, mailbox: str, number: str) -> None:
    listed = page.get_by_role("row").filter(has_text=number)
    for _ in range(MOST_LOOKS):  # it is sent a moment after the payment
        page.goto(mailbox)
        if listed.count():
            break
    listed.get_by_role("link").click()
    expect(page.frame_locator("iframe").locator("body")).to_contain_text(number)
    take(page, "mail", 900)


def take(page: Page, name: str, height: int, width: int = WIDE) -> None:
    """The top of the page, as a screen of that size shows it."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide", scale="css")


def report() -> int:
    sizes = {picture.name: picture.stat().st_size for picture in sorted(IMAGES.glob("*.png"))}
    sys.stdout.write("".join(f"{name:<18}{size // 1000:>5} kB\n" for name, size in sizes.items()))
    heavy = [name for name, size in sizes.items() if size > LARGEST]
    if heavy:
        sys.stderr.write(f"Heavier than {LARGEST // 1000} kB: {', '.join(heavy)}\n")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
