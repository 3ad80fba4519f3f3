"""What to give the bank, and what is to be done before going live (protocol sheet 5.2, 8, 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from chalicelib.payments.terminals import Terminal

NOTIFICATIONS = "/monetico/notifications"

CHECKLIST = (
    "The notification address (« URL de confirmation CGI2 ») is set at the bank for every company code (code société).",
    "The last three test notifications were acknowledged with cdr=0: the bank looks before it opens production.",
    "A refusal followed by an acceptance on the same page was paid once, and mailed once.",
    "The failure mails of the bank go to somebody who reads them; a replay from such a mail (GET) was tried.",
    "The key of the production terminal was fetched from the portal's production side and is in the secret.",
    "GUICHET_PLATFORM is production, and GUICHET_PAYMENT_PAGE_URL is unset: no /test/ page for real cards.",
    "The success and error return addresses differ (they do, above): the bank refuses equal ones.",
    "Order numbers of ten characters or fewer: the portal and statements cut references after twelve.",
    "The address that calls to the bank come from is declared, with a daily number of refunds (recrédits).",
    "The refund option (recrédit), and where wanted partial capture (recouvrement partiel), is on the contract.",
    "`ops cases` is empty, and `ops remittance` was run on a first file (fichier de remises).",
    "The test terminal closes after 15 days: re-open it in the portal (test side) before the next trial.",
)


@dataclass(frozen=True, slots=True)
class BankSheet:
    """`notification` by (company code, TPE, platform)."""

    notification: tuple[tuple[str, str, str, str], ...]
    return_addresses: tuple[str, str]
    egress: str

    def lines(self) -> Iterator[str]:
        """The sheet for a person."""
        yield "To give the bank:"
        for company, tpe, platform, address in self.notification:
            yield f"  notification address (URL de confirmation CGI2) of {company}, TPE {tpe}, {platform}:"
            yield f"    {address}"
        yield "  return addresses (url_retour_ok, url_retour_err), sent with each payment:"
        yield from (f"    {address}" for address in self.return_addresses)
        yield "  address that calls the bank's services (adresse IP pour recouvrement et recrédit):"
        yield f"    {self.egress}"
        yield "  contact: your bank's Monetico support (numbers are in the portal), with TPE and company code at hand"
        yield ""
        yield "Before going live (mise en production):"
        yield from (f"  [ ] {item}" for item in CHECKLIST)


def bank_sheet(public_url: str, terminals: Iterable[Terminal], egress: str) -> BankSheet:
    """The sheet of a deployment at an address without a trailing slash."""
    return BankSheet(
        tuple((t.company, t.tpe, t.platform.value, public_url + NOTIFICATIONS) for t in terminals),
        (f"{public_url}/monetico/return/ok", f"{public_url}/monetico/return/err"),
        egress or "the fixed egress address of the function that calls the bank (not set: GUICHET_EGRESS_IP)",
    )
