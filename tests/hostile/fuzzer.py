"""One target under libFuzzer, by Atheris: `python -m tests.hostile.fuzzer form -max_total_time=60 CORPUS`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["chalicelib", "ops"]):
    from tests.hostile.registry import TARGETS


if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
