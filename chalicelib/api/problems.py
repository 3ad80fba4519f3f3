"""Every error that the API answers, as RFC 9457 problems with a stable type; one table, printed in the docs too."""

from __future__ import annotations

from typing import Any

URN = "urn:guichet:problem:"

PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed-request": (400, "The request cannot be read"),
    "idempotency-key-missing": (400, "An Idempotency-Key is needed"),
    "token-missing": (401, "No token was sent"),
    "token-malformed": (401, "The token cannot be read"),
    "token-algorithm": (401, "The token's algorithm is not the key's"),
    "token-unknown-key": (401, "The token names a key that is not known here"),
    "token-signature": (401, "The token was not signed by the key"),
    "token-expired": (401, "The token has expired"),
    "token-not-yet-valid": (401, "The token is not valid yet"),
    "token-lifetime": (401, "The token expires more than 24 hours ahead"),
    "token-audience": (401, "The token is for another audience"),
    "token-claims": (401, "The token lacks a claim or has one of the wrong form"),
    "view-token": (401, "The view token is not one of ours"),
    "missing-scope": (403, "The token's scope does not allow this"),
    "another-order": (403, "The token is for another order"),
    "order-unknown": (404, "No order has this number"),
    "case-unknown": (404, "No case has this id"),
    "order-paid": (409, "The order has been paid"),
    "order-changed": (409, "Amount, currency, mode or instalments differ from the first start"),
    "partner-deciding": (409, "A payment partner is still deciding"),
    "too-many-attempts": (409, "The order's attempts are used up"),
    "not-enough-left": (409, "Less is left than was asked for"),
    "not-possible-now": (409, "The order's state does not allow this"),
    "idempotency-key-reused": (422, "The Idempotency-Key came with another request before"),
    "amount-not-valid": (422, "The amount is not valid"),
    "reason-not-valid": (422, "The reason is not valid"),
    "filter-not-valid": (422, "A filter of the list is not valid"),
    "order-not-valid": (422, "A value of the order is not valid"),
    "cursor-not-valid": (422, "The cursor is not one that a former page gave"),
    "not-available": (503, "Nothing could be stored or read in time; try again"),
    "internal-error": (500, "Something is wrong here; it has been logged"),
}
"""Slug to status and title."""


class Problem(Exception):
    """An error to answer with. `detail` is shown to the caller: it never quotes secrets or personal data."""

    def __init__(self, slug: str, detail: str, errors: tuple[dict[str, str], ...] = ()) -> None:
        super().__init__(slug, detail)
        self.slug = slug
        self.detail = detail
        self.errors = errors

    @property
    def status(self) -> int:
        """The HTTP status."""
        return PROBLEMS[self.slug][0]

    def document(self) -> dict[str, Any]:
        """The problem document; `errors` names fields where there are some to name."""
        status, title = PROBLEMS[self.slug]
        document = {"type": URN + self.slug, "title": title, "status": status, "detail": self.detail}
        return {**document, "errors": list(self.errors)} if self.errors else document
