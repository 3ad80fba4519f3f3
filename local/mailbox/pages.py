"""What people and scripts read: the list of mails, one mail, its HTML part, its source; and all as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request

from local.mailbox.wording import LANGUAGES, instant, wording

if TYPE_CHECKING:
    from local.mailbox.mail import Mail
    from local.mailbox.maildir import Maildir

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# A mail is a stranger's page: no script, no request to anywhere, links only in a new tab.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


def pages(maildir: Maildir) -> Blueprint:
    blueprint = Blueprint("pages", __name__)

    def wanted(mail_id: str) -> Mail:
        return maildir.find(mail_id) or abort(404)

    @blueprint.get("/mails.json")
    def as_json() -> Response:
        return jsonify([mail.as_json() for mail in maildir.all()])

    @blueprint.get("/")
    def mails() -> Response:
        return _page("list.html", mails=maildir.all()[::-1])

    @blueprint.get("/mails/<mail_id>")
    def mail(mail_id: str) -> Response:
        return _page("mail.html", mail=wanted(mail_id))

    @blueprint.get("/mails/<mail_id>/html")
    def html(mail_id: str) -> Response:
        answer = make_response(wanted(mail_id).html)
        answer.headers["Content-Security-Policy"] = MAIL_POLICY
        return answer

    @blueprint.get("/mails/<mail_id>/source")
    def source(mail_id: str) -> Response:
        answer = make_response(maildir.raw(wanted(mail_id)))
        answer.mimetype = "message/rfc822"
        answer.headers["Content-Disposition"] = f'attachment; filename="{mail_id}.eml"'
        return answer

    @blueprint.after_request
    def harden(answer: Response) -> Response:
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return blueprint


def _page(template: str, **values: Any) -> Response:
    language = request.accept_languages.best_match(LANGUAGES, default="fr") or "fr"
    text = render_template(
        template, t=wording(language), language=language, when=lambda at: instant(at, language), **values
    )
    answer = make_response(text)
    answer.headers["Content-Security-Policy"] = PAGE_POLICY
    answer.headers["Vary"] = "Accept-Language"
    return answer
