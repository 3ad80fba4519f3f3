"""Serves an application on loopback until SIGTERM or Ctrl-C. For one machine, not for the internet."""

from __future__ import annotations

import logging
import signal
from typing import TYPE_CHECKING, NoReturn

from werkzeug.serving import make_server

if TYPE_CHECKING:
    from types import FrameType

    from flask import Flask


def serve(app: Flask, port: int) -> None:
    """Call from the main thread. Raises OSError where the port is taken."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, _stop)
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt  # what the server ends on, closing its socket
