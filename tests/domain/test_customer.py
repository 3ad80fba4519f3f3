"""Where a mail can be sent: one plain address, and not a character more than the mail service takes."""

from __future__ import annotations

import pytest

from chalicelib.domain.customer import is_email


@pytest.mark.parametrize("text", ["a@b.fr", "camille.martin+lampe@shop-1.example.org", "o'neil_{x}@b.fr", "1@2.3"])
def test_a_plain_address_is_one(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "@b.fr", "a@.fr", "a@b.", "a@b..fr", ".a@b.fr", "a.@b.fr", "a..b@c.fr", "a b@c.fr", "a@b@c.fr",
     "a*b@c.fr", "a@-b.fr", "a@b-.fr", "a@b_c.fr", "\u00e9@b.fr", " a@b.fr", "a@b.fr ", "a@b.fr\n", "<a@b.fr>",
     f"a@{'b' * 64}.fr"],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert not is_email(text)


def test_an_address_is_as_long_as_the_mail_service_takes_and_no_longer() -> None:
    host = f"@{'b' * 63}.fr"
    longest = "a" * (254 - len(host)) + host

    assert is_email(longest)
    assert not is_email(f"a{longest}")
