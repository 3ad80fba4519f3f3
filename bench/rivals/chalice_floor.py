"""(c) inside Chalice, with the logger that Guichet uses: what the framework and one line of log cost alone."""

from __future__ import annotations

from aws_lambda_powertools import Logger
from chalice.app import Chalice, Response

from . import floor
from .message import NOT_TAKEN, TAKEN, read

app = Chalice(app_name="floor", configure_logs=False)
_log = Logger(service="floor", location=None, level="INFO")


@app.route("/monetico/notifications", methods=["POST"], content_types=["*/*"])  # type: ignore[untyped-decorator]
def notifications() -> Response:
    fields = read({"body": app.current_request.raw_body.decode()})
    taken = fields is not None and floor.record(floor.client(), fields)
    if fields is not None:
        _log.info("notification recorded", extra={"reference": fields["reference"], "new": taken})
    return Response(TAKEN if taken else NOT_TAKEN, {"Content-Type": "text/plain"}, 200)
