"""`python -m local.api`: the API, served as `chalice local` serves it."""

from __future__ import annotations

import os

from app import app
from local.chalice_server import local_server
from local.settings import running_settings

if __name__ == "__main__":
    local_server(app, running_settings(os.environ).ports.api).server.serve_forever()
