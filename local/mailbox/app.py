"""The mailbox as one web application: mails come in by SES v2, and go out as pages and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from local.mailbox.faults import Faults, fault_routes
from local.mailbox.pages import pages
from local.mailbox.refusal import Refusal, answer
from local.mailbox.ses import ses

if TYPE_CHECKING:
    from local.mailbox.maildir import Maildir


def create_app(maildir: Maildir) -> Flask:
    app = Flask(__name__)
    # Mails hold names and addresses: a foreign site that makes its own name point here must not read them.
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    faults = Faults()
    app.register_blueprint(ses(maildir, faults))
    app.register_blueprint(fault_routes(faults))
    app.register_blueprint(pages(maildir))
    app.register_error_handler(Refusal, answer)

    @app.get("/health")
    def health() -> str:
        return "ok"

    return app
