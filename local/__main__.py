"""`python -m local`: the whole stack in the foreground, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from local.lock import StateInUse
from local.ports import BadPort
from local.settings import new_settings
from local.stack import StackFailed, Stopped, new_stack

if TYPE_CHECKING:
    from local.settings import Settings
    from local.stack import Stack

WELCOME = """
Everything answers. To try:
  the shop           {shop}
                     fill the cart and pay; the bank's page lists test cards and what each one does
  the mails          {mail}
  one order, scripted
                     curl {shop}/dev.json
                     gives every address and key that a script needs
Logs are in {logs}. Ctrl-C stops everything; orders and mails are kept.
"""


def main() -> int:
    try:
        settings = new_settings(os.environ)
        stack = new_stack(settings, os.environ, report=_say)
    except (BadPort, StateInUse) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    return supervise(stack)


def supervise(stack: Stack) -> int:
    """Until Ctrl-C or the death of a part; the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # A second Ctrl-C changes nothing: local AWS is saving the orders.
        signal.signal(number, lambda *_: stack.stopping.set())
    status = 0
    try:
        _say("Starting Guichet on this machine.\n")
        stack.start_all()
        _say(welcome(stack.settings))
        stack.watch()
        _say("\nStopping…\n")
    except Stopped:
        _say("\nStopping…\n")
    except StackFailed as failure:
        print(f"\n{failure}\n\nStopping the other parts…", file=sys.stderr, flush=True)
        status = 1
    finally:
        stack.stop_all()
    _say(f"Stopped. Orders and mails are kept in {stack.settings.state}; `make clean` forgets them.\n")
    return status


def welcome(settings: Settings) -> str:
    return WELCOME.format(shop=settings.url("shop"), mail=settings.url("mail"), logs=settings.logs)


def _say(text: str) -> None:
    print(text, end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
