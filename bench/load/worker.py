"""`python -m bench.load.worker`: the API as `local.api` serves it, and beside it the CPU time that it has taken."""

from __future__ import annotations

import os
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from app import app
from local.chalice_server import local_server
from local.ports import HOST
from local.settings import running_settings


class CpuTime(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(time.process_time()).encode())


if __name__ == "__main__":
    beside = HTTPServer((HOST, int(os.environ["BENCH_CPU_PORT"])), CpuTime)
    Thread(target=beside.serve_forever, daemon=True).start()
    local_server(app, running_settings(os.environ).ports.api).server.serve_forever()
