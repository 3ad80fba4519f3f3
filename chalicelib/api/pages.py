"""The few HTML pages of the API itself: on to the bank, waiting for the bank, and errors. No template library."""

from __future__ import annotations

import base64
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chalice.app import Response

from ..domain.vocabulary import Status
from .page_texts import ERRORS, FALLBACK, STATUS, TEXTS

if TYPE_CHECKING:
    from ..domain.customer import PaymentForm
    from ..domain.order import Order
    from .problems import Problem

_STYLE = """
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f4f3ef;color:#1d2433;
font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{box-sizing:border-box;width:min(30rem,calc(100% - 2rem));margin:1rem;padding:2rem;background:#fff;
border-radius:1rem;box-shadow:0 1px 2px #0001,0 8px 32px #0001}
h1,h2{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}p{margin:.5rem 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1.25rem 0;padding:1rem 0;
border-block:1px solid #d9d7cf}dt{color:#555d6e}dd{margin:0;text-align:right;font-weight:600}
button,a.button{display:block;box-sizing:border-box;width:100%;margin-top:1.25rem;padding:.85rem 1rem;border:0;
border-radius:.6rem;background:#1f4fa3;color:#fff;font:inherit;font-weight:600;text-align:center;
text-decoration:none;cursor:pointer}button:hover{background:#183f84}
:focus-visible{outline:3px solid #1f4fa3;outline-offset:3px}
@media (prefers-color-scheme:dark){body{background:#14171d;color:#eef0f4}main{background:#1e232c}
dt{color:#aab2c2}dl{border-color:#39404d}button{background:#7aa6f0;color:#10141b}button:hover{background:#9dbdf5}
:focus-visible{outline-color:#f2a900}}
"""

_SUBMIT = "document.forms[0].submit();"

_POLL = """
const page = document.currentScript.dataset;
let pause = 2000;
async function ask() {
  try {
    const answer = await fetch(page.address, {headers: {Authorization: "Bearer " + page.view}});
    if (answer.ok && (await answer.json()).status !== page.status) { location.reload(); return; }
  } catch (error) { console.info("still waiting", error); }
  pause = Math.min(pause * 1.3, 15000);
  setTimeout(ask, pause);
}
setTimeout(ask, pause);
"""


def handoff_page(order: Order, form: PaymentForm) -> Response:
    """A page that posts itself to the bank; the visible button serves where scripts do not run."""
    language = _language(form.fields.get("lgue", ""))
    text = TEXTS[language]
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in form.fields.items()
    )
    body = f"""<h1>{text["to_bank"]}</h1><p>{text["to_bank_why"]}</p>{_facts(order, language)}
<form method="{form.method.lower()}" action="{escape(form.action)}">{hidden}<button>{text["go"]}</button></form>"""
    bank = "{0.scheme}://{0.netloc}".format(urlsplit(form.action))
    return _page(text["to_bank"], body, language, script=_SUBMIT, form_action=bank)


def waiting_page(order: Order, language: str, view: str) -> Response:
    """Where the browser lands when the shop named no page of its own: the truth, as far as it is known."""
    language = _language(language)
    title, explanation = STATUS[language][order.status.value]
    settled = order.authorized > 0
    body = f'<div role="status"><h1>{title}</h1><p>{explanation}</p></div>{_facts(order, language)}'
    if settled:
        return _page(title, body, language)
    # After a refusal there may be nothing that a mail would confirm.
    promise = "" if order.status is Status.REFUSED else f"<p>{TEXTS[language]['may_close']}</p>"
    data = f' data-address="../../payments/{order.number}" data-view="{escape(view)}"'
    return _page(
        title,
        body + promise,
        language,
        script=_POLL,
        script_data=f'{data} data-status="{order.status.value}"',
        head='<noscript><meta http-equiv="refresh" content="10"></noscript>',
    )


def problem_page(problem: Problem) -> Response:
    """A problem for a person who came by a form or a link; in French and English, as no language is known."""
    (_, (title, explanation)), *others = ERRORS.get(problem.slug, FALLBACK).items()
    blocks = f"<h1>{title}</h1><p>{explanation}</p>" + "".join(
        f'<section lang="{language}"><h2>{title}</h2><p>{explanation}</p></section>'
        for language, (title, explanation) in others
    )
    return _page("Guichet", blocks, "fr", status=problem.status)


def _facts(order: Order, language: str) -> str:
    text = TEXTS[language]
    amount = f"{str(order.amount).replace('.', text['comma'])}\u202f{escape(order.amount.currency)}"
    return f"<dl><dt>{text['order']}</dt><dd>{escape(order.number)}</dd><dt>{text['amount']}</dt><dd>{amount}</dd></dl>"


def _language(page_language: str) -> str:
    return "fr" if page_language.upper() == "FR" else "en"


def _page(
    title: str,
    body: str,
    language: str,
    *,
    status: int = 200,
    script: str = "",
    script_data: str = "",
    head: str = "",
    form_action: str = "'none'",
) -> Response:
    scripts = f"<script{script_data}>{script}</script>" if script else ""
    html = f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}<style>{_STYLE}</style></head>
<body><main>{body}</main>{scripts}</body></html>"""
    script_source = _source(script) if script else "'none'"
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {_source(_STYLE)}; script-src {script_source}; "
            f"connect-src 'self'; form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
        ),
    }
    return Response(html, headers, status)


def _source(inline: str) -> str:
    """What allows one inline script or style in a Content-Security-Policy (CSP 3, 8.4)."""
    return f"'sha256-{base64.b64encode(sha256(inline.encode()).digest()).decode()}'"
