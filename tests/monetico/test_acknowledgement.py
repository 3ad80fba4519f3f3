from __future__ import annotations

from chalicelib.monetico.acknowledgement import NOT_TAKEN, TAKEN


def test_the_two_answers_are_the_banks_to_the_byte() -> None:
    assert TAKEN.encode() == b"version=2\ncdr=0\n"
    assert NOT_TAKEN.encode() == b"version=2\ncdr=1\n"
