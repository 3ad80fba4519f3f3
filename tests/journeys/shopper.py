"""A shopper with a browser: the steps of a purchase. Each ends when the page it leads to is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

# What no page of the shop may say of a payment that can still be accepted.
DISCOURAGING = re.compile(r"échou|échec|refus|abouti", re.IGNORECASE)


@dataclass(frozen=True)
class Shopper:
    """One tab. `complaints`: what the browser wrote to its console, violated policies and script errors among it."""

    page: Page
    shop: str
    script: bool = True
    complaints: list[str] = field(default_factory=list)

    def tab(self) -> Shopper:
        """The same shopper in one more tab."""
        return replace(self, page=self.page.context.new_page())

    def only_complained_of(self, pattern: str) -> None:
        """For a test that provokes what a browser reports: this must be all, and is forgotten."""
        assert [complaint for complaint in self.complaints if not re.search(pattern, complaint)] == []
        self.complaints.clear()

    def text(self, selector: str) -> str:
        """With every kind of space made the same."""
        return " ".join(self.page.inner_text(selector).split())

    def order_page(self, number: str) -> str:
        return f"{self.shop}/commande/{number}"

    def order(self, product: str = "bougie-figuier", **address: str) -> str:
        """From a product's page to the button that obliges to pay. Returns the order's number."""
        self.page.goto(f"{self.shop}/produits/{product}")
        return self.check_out(**address)

    def check_out(self, **address: str) -> str:
        self.page.click("#add-to-cart")
        self.page.click("#checkout")
        for name, value in address.items():
            self.page.fill(f"#{name}", value)
        self.page.click("#continue")
        self.page.wait_for_selector("#payment-form")
        return self.page.inner_text("#order-number")

    def go_to_bank(self) -> None:
        self.page.click("#pay")
        if not self.script:
            self.page.click("text=Continuer vers la banque")
        self.page.wait_for_selector("#card-form")

    def choose_card(self, behaviour: str) -> None:
        """By a click on one of the test cards, which fills the form."""
        if self.page.locator("#test-cards[open]").count() == 0:
            self.page.click("#test-cards > summary")
        self.page.locator(f"[data-behaviour={behaviour}]").first.click()
        expect(self.page.locator("#card-cryptogram")).to_have_value("123")

    def pay(self, behaviour: str, then: str) -> None:
        """`then`: the selector of what the bank shows next."""
        self.choose_card(behaviour)
        self.page.click("#card-form #pay")
        self.page.wait_for_selector(then)

    def type_code(self) -> None:
        self.page.fill("#code", self.page.get_attribute("#challenge-code", "value") or "")
        self.page.click("#confirm")
        self.page.wait_for_selector("#ticket")

    def back_to_shop(self) -> None:
        self.page.click("#back")
        self.page.wait_for_selector("#order-state")

    def sees_paid(self) -> None:
        expect(self.page.locator("#order-state")).to_have_attribute("data-status", "paid")
        expect(self.page.locator("#mail-sent")).to_be_visible()

    def sees_nothing_discouraging(self) -> None:
        assert not DISCOURAGING.search(self.page.inner_text("main"))
        assert not DISCOURAGING.search(self.page.title())


def shopper_with(context: BrowserContext, shop: str, *, script: bool = True) -> Shopper:
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(f"{message.text} ({message.location['url']})"))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    return Shopper(context.new_page(), shop, script, complaints)
