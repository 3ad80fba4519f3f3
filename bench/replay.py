"""`python -m bench.replay HANDLER FILE WARM`: a process that calls one handler with the bank's messages in a file.

It stops before and after the calls that count, so that whoever watches can start and stop counting. Each message must
be acknowledged: what was given up because the machine is too busy is no measurement.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path

from local.lambda_event import Context

from .rivals.message import TAKEN


def main(arguments: list[str]) -> None:
    name, path, warm = arguments
    module, _, attribute = name.partition(":")
    handler = getattr(importlib.import_module(module), attribute)
    events, context = json.loads(Path(path).read_text()), Context("guichet-bench")
    for number, event in enumerate(events):
        if number == int(warm):
            _stop("ready")
        answer = handler(event, context)
        if answer["body"] != TAKEN:
            raise SystemExit(f"event {number} was not acknowledged")
    _stop("done")
    os._exit(0)


def _stop(word: str) -> None:
    sys.stderr.write(f"{word}\n")
    sys.stderr.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1:])
