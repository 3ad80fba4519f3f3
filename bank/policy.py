"""What a page may load, and who may frame it."""

from __future__ import annotations


def policy(*, framed: bool) -> str:
    """`framed` for an order that asked for the page in an iframe: the bank does not know the sites of its merchants."""
    ancestors = "*" if framed else "'none'"
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {ancestors}"
    )
