"""`python -m local.runner PARENT MODULE`: runs a module as `python -m` would, never longer than its parent.

A parent killed by SIGKILL cannot stop its children, so each child watches for it: SIGTERM first, which lets
local AWS save its tables, then SIGKILL. Portable: no Linux-only death signal.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

LOOK_SECONDS = 0.3
GRACE_SECONDS = 20


def end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    parent, module = sys.argv[1:]
    threading.Thread(target=end_with, args=(int(parent),), name="end-with-parent", daemon=True).start()
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
