"""`python -m bank`: serve the simulated bank, or play a scenario on a bank that is running."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.serving import WSGIRequestHandler, make_server

from bank.app import create_app
from bank.scenarios import SCENARIOS
from bank.settings import SettingsError, read_settings
from bank.store import StateRefused

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

PLAY_SECONDS = 660


class QuietHandler(WSGIRequestHandler):
    """No access log: an address may carry a whole form. No Nagle delay either."""

    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""

    def connection_dropped(self, error: BaseException, environ: WSGIEnvironment | None = None) -> None:  # noqa: ARG002 - the server's own signature
        """A caller gone, or an answer broken on purpose: either way the connection is of no more use."""
        self.close_connection = True


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bank", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="serve on 127.0.0.1 (the default)")
    playing = commands.add_parser("play", help="play a scenario on a form")
    playing.add_argument("scenario", choices=list(SCENARIOS))
    playing.add_argument("--form", required=True, help="JSON file of the form, or of POST /payments; - for stdin")
    default = f"http://127.0.0.1:{os.environ.get('GUICHET_BANK_PORT', '8001')}"
    playing.add_argument("--bank", default=default, metavar="URL")
    playing.add_argument("--delay", type=float, help="seconds that a slow notification waits")
    options = parser.parse_args(arguments)
    return play(options) if options.command == "play" else serve()


def serve() -> int:
    try:
        settings = read_settings(os.environ)
        app = create_app(settings)
    except (SettingsError, StateRefused) as fault:
        print(f"bank: {fault}", file=sys.stderr)
        return 2
    server = make_server("127.0.0.1", settings.port, app, threaded=True, request_handler=QuietHandler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"bank: http://127.0.0.1:{server.port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


def play(options: argparse.Namespace) -> int:
    """Prints the control address's answer; 1 when the bank refuses or does not answer."""
    text = sys.stdin.read() if options.form == "-" else Path(options.form).read_text(encoding="utf-8")
    call = {"scenario": options.scenario, "fields": form_fields(json.loads(text))}
    if options.delay is not None:
        call["delay"] = options.delay
    bank = urlsplit(options.bank)
    try:
        with closing(HTTPConnection(bank.hostname or "", bank.port, timeout=PLAY_SECONDS)) as connection:
            connection.request("POST", "/control", json.dumps(call), {"Content-Type": "application/json"})
            response = connection.getresponse()
            print(response.read().decode().rstrip())
    except (OSError, HTTPException) as fault:
        print(f"bank: no answer from {options.bank}: {fault}", file=sys.stderr)
        return 1
    return 0 if response.status == 200 else 1


def form_fields(document: Any) -> Any:
    """The fields of a form, of the API's whole answer, or as they are."""
    form = document.get("form", document)
    return form.get("fields", form)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
