"""What a shop's developer does about each problem; the table in the docs prints it beside what the code says."""

from __future__ import annotations

_SIGNER = "Correct the program that signs."

ADVICE = {
    "malformed-request": "Send a JSON object, or for `/checkout` a form with the field `order_token`.",
    "idempotency-key-missing": "Send an `Idempotency-Key`, new for each wish and the same at each repetition of it.",
    "token-missing": "Send the token as `Authorization: Bearer`, or an order token as `order_token` in the body.",
    "token-malformed": f"{_SIGNER} A token is three base64url parts joined by dots, with a JSON object in the second.",
    "token-algorithm": f"{_SIGNER} The algorithm belongs to the key: HS256, ES256 or EdDSA. `none` never passes.",
    "token-unknown-key": "Give Guichet the key set with this `kid` first, then sign with the key.",
    "token-signature": "Sign with the key whose `kid` the token names; sign the very bytes that you send.",
    "token-expired": "Sign a new token: reload the page that holds it. Nothing is lost; the order is what it was.",
    "token-not-yet-valid": "Set the clock of the machine that signs; a minute of difference is forgiven.",
    "token-lifetime": "Sign for 24 hours at most; two are plenty.",
    "token-audience": 'Sign with `"aud": "guichet"`.',
    "token-claims": "`exp` is a number of seconds since 1970; `sub` and `scope` are text.",
    "view-token": "Use the `view_token` that a start answered, or an order token of the same order.",
    "missing-scope": "Sign with the scope that `detail` names; never give a service token to a browser.",
    "another-order": "Read each order with its own token.",
    "order-unknown": "Start it first; or it was started on another deployment.",
    "case-unknown": "Take the id as `GET /cases` gives it.",
    "order-paid": "Do not let the shopper pay again: show the order.",
    "order-changed": "Take a new order number for a cart that has changed.",
    "partner-deciding": "Do not let the shopper pay twice: show the order, which says that the answer is awaited.",
    "too-many-attempts": "Take a new order number, or talk to the shopper: twenty visits to the bank are no accident.",
    "not-enough-left": "Read the order: what other operations have reserved is no longer left.",
    "not-possible-now": "Read the order: `detail` says what stands in the way.",
    "idempotency-key-reused": "Take a new key for another wish.",
    "amount-not-valid": "Send a decimal text above zero, such as `62.73`.",
    "reason-not-valid": "Send a shorter text.",
    "filter-not-valid": "Correct the filter that `detail` names.",
    "order-not-valid": "Show the fields in `errors` to the shopper where they typed them; correct the rest.",
    "cursor-not-valid": "Start again from the first page.",
    "not-available": "Try again, with the same token and number: a start that was stored is resumed, never doubled.",
    "internal-error": "Try again; if it stays, read the deployment's log.",
}
"""By slug."""
