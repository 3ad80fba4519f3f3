from __future__ import annotations

import pytest

from bank.acknowledgement import verdict


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, "version=2\ncdr=0\n", "received"),
        (200, "version=2\ncdr=1\n", "refused by the merchant (cdr=1)"),
        (200, "version=2\ncdr=0", "nearly: not the exact text, LF at both line ends"),
        (200, "version=2\r\ncdr=0\r\n", "nearly: not the exact text, LF at both line ends"),
        (200, "version=2\rcdr=0\r", "nearly: not the exact text, LF at both line ends"),
        (200, "version=2\\ncdr=0\\n", "not an acknowledgement"),
        (200, "", "not an acknowledgement"),
        (500, "version=2\ncdr=0\n", "the right text, but with status 500 instead of 200"),
        (302, "version=2\ncdr=0\n", "redirected (302): not followed, so not acknowledged"),
    ],
)
def test_only_the_exact_text_at_200_is_received(status: int, body: str, said: str) -> None:
    assert verdict(status, body) == said
