from __future__ import annotations

import pytest

from chalicelib.monetico.key import InvalidKey, key_bytes, key_id

PLAIN = "0123456789ABCDEF0123456789ABCDEF01234567"
HEAD = PLAIN[:38]


def test_a_hexadecimal_key_gives_its_bytes() -> None:
    assert key_bytes(PLAIN) == bytes.fromhex(PLAIN)
    assert key_bytes(PLAIN.lower()) == bytes.fromhex(PLAIN)


@pytest.mark.parametrize(
    ("tail", "byte"),
    [
        ("P0", "90"),
        ("6M", "60"),
        ("G0", "00"),
        ("X5", "A5"),
        ("]f", "Ff"),
        ("FM", "F0"),
        ("aM", "a0"),
        ("Fa", "Fa"),
        ("af", "af"),
        ("00", "00"),
    ],
)
def test_the_last_two_characters_of_an_old_key_are_mapped_back(tail: str, byte: str) -> None:
    assert key_bytes(HEAD + tail) == bytes.fromhex(HEAD + byte)


@pytest.mark.parametrize("tail", ["6m", "Q0", "`0", "PM", "0G", "g0"])
def test_a_tail_that_the_banks_kits_cannot_map_is_refused(tail: str) -> None:
    with pytest.raises(InvalidKey, match="hexadecimal"):
        key_bytes(HEAD + tail)


def test_only_the_tail_is_mapped_back() -> None:
    with pytest.raises(InvalidKey):
        key_bytes("P0" + PLAIN[2:])


@pytest.mark.parametrize("pasted", [f" {PLAIN}", f"{PLAIN}\n", f"\t{PLAIN}\r\n", f"\u00a0{PLAIN} "])
def test_white_space_around_a_pasted_key_is_ignored(pasted: str) -> None:
    assert key_bytes(pasted) == bytes.fromhex(PLAIN)


@pytest.mark.parametrize("length", [0, 1, 20, 38, 39, 41, 42, 80])
def test_a_key_of_another_length_is_refused_with_both_lengths(length: int) -> None:
    with pytest.raises(InvalidKey, match=rf"40 characters, this one has {length}\b"):
        key_bytes("A" * length)


@pytest.mark.parametrize("wrong", ["SECRET", HEAD + "zz", "Z" * 40, "é" * 40, PLAIN + "00"])
def test_the_error_never_quotes_the_key(wrong: str) -> None:
    with pytest.raises(InvalidKey) as refused:
        key_bytes(wrong)

    assert wrong not in str(refused.value)
    assert wrong[-6:] not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_the_name_of_a_key_is_short_and_gives_nothing_of_it_away() -> None:
    name = key_id(key_bytes(PLAIN))

    # Kept with every notification: a release that named keys otherwise could no longer tell which one had matched.
    assert name == "ca2092ec"
    assert name.lower() not in PLAIN.lower()
    assert name == key_id(bytes.fromhex(PLAIN))
    assert name != key_id(key_bytes(HEAD + "68"))


def test_white_space_within_a_key_is_refused() -> None:
    with pytest.raises(InvalidKey):
        key_bytes("01" * 10 + "\t\t" + "45" * 9)
