"""What every request and answer must hold: one host name, no foreign forms, a strict browser policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, request

from shop.settings import Settings, origin

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as AnyResponse


def protect(app: Flask, settings: Settings) -> None:
    policy = content_security_policy(settings)

    @app.before_request
    def keep_to_one_host() -> AnyResponse | None:
        # The cookie and the API's list of origins know one host name; `localhost` would lose the shopper.
        if request.method == "GET" and request.host_url.rstrip("/") != settings.url:
            return redirect(settings.url + request.full_path.rstrip("?"), 308)
        return None

    @app.before_request
    def refuse_forms_of_other_sites() -> None:
        if request.method == "POST" and request.headers.get("Origin", settings.url) != settings.url:
            abort(403)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Forms to the API and the bank still need an Origin; paths hold order numbers and stay here.
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def content_security_policy(settings: Settings) -> str:
    api, bank = origin(settings.api_url), origin(settings.bank_url)
    rules = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        f"connect-src 'self' {api}",
        f"form-action 'self' {api} {bank}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
    return "; ".join(rules)
