"""How the bank reads the merchant's answer. The payment stays valid whatever it is (protocol sheet 5.2)."""

from __future__ import annotations

POSITIVE = "version=2\ncdr=0\n"
NEGATIVE = "version=2\ncdr=1\n"


def verdict(status: int, body: str) -> str:
    """One line for the developer: `received` only for the exact positive text at status 200."""
    if 300 <= status < 400:
        return f"redirected ({status}): not followed, so not acknowledged"
    if body not in (POSITIVE, NEGATIVE):
        near = body.split() == POSITIVE.split()
        return "nearly: not the exact text, LF at both line ends" if near else "not an acknowledgement"
    if status != 200:
        return f"the right text, but with status {status} instead of 200"
    return "received" if body == POSITIVE else "refused by the merchant (cdr=1)"
