"""Every input that once was of interest, and a few made of them, through every target."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile.registry import TARGETS

CORPUS = Path(__file__).parent / "corpus"


def inputs(target):
    return {path.name: path.read_bytes() for path in sorted((CORPUS / target).iterdir())}


def test_every_target_has_a_corpus_and_every_corpus_a_target():
    assert {path.name for path in CORPUS.iterdir()} == TARGETS.keys()
    assert all(inputs(target) for target in TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_known_to_be_of_interest(target):
    for name, data in inputs(target).items():
        try:
            TARGETS[target](data)
        except Exception as error:
            raise AssertionError(f"corpus/{target}/{name}") from error


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_made_of_it(target):
    made = st.tuples(
        st.sampled_from([data for data in inputs(target).values() if len(data) < 4096]),
        st.integers(0, 4096),
        st.integers(0, 20),
        st.binary(max_size=20),
    ).map(lambda cut: cut[0][: cut[1]] + cut[3] + cut[0][cut[1] + cut[2] :])

    @settings(max_examples=25)
    @given(made | st.binary(max_size=200))
    def holds(data):
        TARGETS[target](data)

    holds()
