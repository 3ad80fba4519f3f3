from __future__ import annotations

from chalicelib.mail.rendering import environment


def test_the_environment_is_made_once() -> None:
    assert environment() is environment()
