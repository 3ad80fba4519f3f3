"""`python -m bench.desk`: a bank whose services say yes to every refund, so that an operation can be measured alone."""

from __future__ import annotations

import os

from flask import Flask, Response, request

from local.serve import serve
from local.settings import running_settings


def create_app() -> Flask:
    app = Flask(__name__)

    @app.get("/health")
    def health() -> str:
        return "ok"

    @app.post("/<path:service>")
    def done(service: str) -> Response:  # noqa: ARG001 - whatever is asked for
        text = f"version=1.0\nreference={request.form['reference']}\ncdr=0\nlib=recredit effectue\naut=123456\n"
        return Response(text, content_type="text/plain")

    return app


if __name__ == "__main__":
    serve(create_app(), running_settings(os.environ).ports.bank)
