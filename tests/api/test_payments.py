"""Starting and reading payments over HTTP."""

from __future__ import annotations

import base64
import json
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from chalicelib.runtime.api import runtime
from chalicelib.runtime.settings import api_settings
from tests.counter import ORDER, accepted

SHOP = "https://shop.example.org"


def test_a_start_answers_with_a_form_and_a_repetition_with_the_same(api):
    number = "A" + str(id(api))
    first = api.start(number)
    again = api.start(number)

    assert (first.status, again.status) == (201, 200)
    assert set(first.json) >= {
        "order", "reference", "status", "amount", "currency", "form", "expires_at", "view_token",
    }  # fmt: skip
    assert first.json["reference"] == number + "01"
    assert (first.json["status"], first.json["amount"], first.json["currency"]) == ("pending", "62.73", "EUR")
    assert first.json["form"]["method"] == "POST"
    assert again.body == first.body


def test_the_token_may_come_in_the_body(api):
    answer = api.call("POST", "/payments", {"order_token": api.order_token("BODY1")})

    assert answer.status == 201


def test_the_language_may_be_in_any_case_and_is_sent_in_capitals(api):
    assert api.new_order(language="en")["form"]["fields"]["lgue"] == "EN"


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "0.00"}, "amount"),
        ({"amount": "-1.00"}, "amount"),
        ({"amount": "1,50"}, "amount"),
        ({"amount": "1.234"}, "amount"),
        ({"amount": 62.73}, "amount"),
        ({"amount": "12345678901"}, "amount"),
        ({"amount": "١٢"}, "amount"),
        ({"currency": "BHD"}, "amount"),
        ({"currency": "eur"}, "amount"),
        ({"amount": "100.50", "currency": "JPY"}, "amount"),
        *(
            ({"email": email}, "email")
            for email in (
                "nobody",
                "a@b",
                "x:y;@z.fr",
                "x,evil@y.fr",
                "a\x00@b.fr",
                "<b>@x.fr",
                "a@b.fr>",
                "é@x.fr",
                "a..b@x.fr",
                "=?utf-8?q?x?=@",
                "a*b@x.fr",
                "a@b.fr\r\nBcc: c@d.fr",
                "a@-b.fr",
            )
        ),
        ({"language": "XX"}, "language"),
        ({"mode": "sometimes"}, "mode"),
        ({"billing": {}}, "billing.addressLine1"),
        ({"billing": {**ORDER["billing"], "country": "fr"}}, "billing.country"),
        ({"billing": {**ORDER["billing"], "phone": "0612345678"}}, "billing.phone"),
        ({"billing": {**ORDER["billing"], "civility": "M."}}, "billing.civility"),
        *(
            ({"return_url": address}, "return_url")
            for address in (
                "javascript:alert(1)",
                "//x",
                "https://x/\U0001f600",
                "https://x/\x00",
                "https://é.fr",
                "https://[::1",
                "https://",
                'https://x/"<script>',
                "https://x/a b",
                "https://x/\r\nSet-Cookie: a=b",
            )
        ),
        ({"billing": {**ORDER["billing"], "country": "ZZ"}}, "billing.country"),
        ({"billing": {**ORDER["billing"], "stateOrProvince": "US-CA"}}, "billing.stateOrProvince"),
        ({"lines": [{"label": "x", "quantity": 0, "unit_amount": "1.00"}]}, "lines.0.quantity"),
        *(
            ({"mode": "split", "instalments": parts}, "instalments")
            for parts in (
                1,
                5,
                "3",
                True,
                2.0,
                ["62.73"],
                ["31.37", "31.37"],
                ["0", "62.73"],
                ["-1.00", "63.73"],
                ["1", "1", "1", "1", "58.73"],
                [31.37, 31.36],
            )
        ),
        ({"mode": "split", "amount": "0.02"}, "instalments"),
        ({"instalments": 3}, "instalments"),
        ({"mode": "recurring", "instalments": 3}, "instalments"),
        ({"challenge": "always"}, "challenge"),
        ({"skip_authentication": "yes"}, "skip_authentication"),
        ({"skip_authentication": True, "challenge": "challenge_preferred"}, "skip_authentication"),
        *(({"card_alias": alias}, "card_alias") for alias in ("", "a-b", "é", "x" * 65, "a\n")),
        ({"force_card_entry": True}, "force_card_entry"),
        *(({"statement_label": label}, "statement_label") for label in ("", " ", "LUMEN ", "L’ATELIER", "x" * 33)),
        *(
            ({"statement_locality": {"city": "Lyon", "postal_code": "69001", "country": "FRA", **part}}, field)
            for part, field in (
                ({"city": "Lyon\\"}, "statement_locality.city"),
                ({"country": "FR"}, "statement_locality.country"),
                ({"city": "x" * 23}, "statement_locality"),
            )
        ),
        ({"hidden_methods": ["paypal", "cash"]}, "hidden_methods.1"),
        ({"method": "cash"}, "method"),
        ({"method": "paypal", "hidden_methods": ["paypal"]}, "method"),
        ({"display": "popup"}, "display"),
    ],
)
def test_an_order_that_cannot_be_is_refused_with_the_field_named(api, order, field):
    answer = api.start("BAD1", order)

    assert (answer.status, answer.problem) == (422, "order-not-valid")
    assert field in [error["field"] for error in answer.json["errors"]]
    assert api.call("GET", "/payments/BAD1", **api.service()).status == 404


@pytest.mark.parametrize(
    ("mode", "tpe"),
    [
        ("immediate", "0000001"),
        ("deferred", "0000002"),
        ("partial", "0000003"),
        ("split", "0000004"),
        ("recurring", "0000005"),
    ],
)
def test_each_mode_is_paid_on_its_own_terminal(api, mode, tpe):
    assert api.new_order(mode=mode)["form"]["fields"]["TPE"] == tpe


@pytest.mark.parametrize(
    ("instalments", "sent"),
    [
        (None, ["20.91EUR", "20.91EUR", "20.91EUR"]),
        (2, ["31.37EUR", "31.36EUR"]),
        (4, ["15.69EUR", "15.68EUR", "15.68EUR", "15.68EUR"]),
        (["10", "20.5", "32.23"], ["10.00EUR", "20.50EUR", "32.23EUR"]),
    ],
)
def test_a_split_order_is_paid_in_the_parts_that_its_token_names(api, instalments, sent):
    fields = api.new_order(mode="split", instalments=instalments)["form"]["fields"]

    assert fields["nbrech"] == str(len(sent))
    assert [value for name, value in fields.items() if name.startswith("montantech")] == sent
    assert fields["dateech1"] == fields["date"][:10]


def test_other_instalments_under_a_known_number_are_a_change(api):
    started = api.new_order(mode="split")

    answer = api.start(started["order"], {"mode": "split", "instalments": 2})

    assert (answer.status, answer.problem) == (409, "order-changed")


def test_options_reach_the_bank_in_its_own_words(api):
    fields = api.new_order(
        challenge="challenge_mandated",
        card_alias="client1",
        force_card_entry=True,
        statement_label="LUMEN",
        statement_locality={"city": "Lyon", "postal_code": "69001", "country": "FRA"},
        hidden_methods=["paypal", "4xcb", "paypal"],
        method="3xcb",
        display="page",
    )["form"]["fields"]

    assert {
        "ThreeDSecureChallenge": "challenge_mandated",
        "aliascb": "client1",
        "forcesaisiecb": "1",
        "libelleMonetique": "LUMEN",
        "libelleMonetiqueLocalite": "Lyon\\69001\\FRA",
        "desactivemoyenpaiement": "paypal,4xcb",
        "protocole": "3xcb",
    }.items() <= fields.items()
    assert not {"mode_affichage", "3dsdebrayable"} & fields.keys()
    assert api.new_order(skip_authentication=True)["form"]["fields"]["3dsdebrayable"] == "1"


def test_a_changed_option_keeps_the_first_form(api):
    started = api.new_order(statement_label="LUMEN")

    again = api.start(started["order"], {"statement_label": "OTHER", "skip_authentication": True})

    assert (again.status, again.json) == (200, started)


@pytest.mark.parametrize("number", ["", "a b", "x" * 49, "é", "A/B", "A_1"])
def test_an_order_number_that_cannot_be_is_refused(api, number):
    assert api.start(number).problem == "order-not-valid"


def test_a_number_that_no_order_can_have_is_unknown(api):
    answer = api.call("GET", "/payments/" + "x" * 3000, **api.service())

    assert (answer.status, answer.problem) == (404, "order-unknown")


def test_another_mode_under_a_known_number_is_a_change(api):
    started = api.new_order()

    answer = api.start(started["order"], {"mode": "partial"})

    assert (answer.status, answer.problem) == (409, "order-changed")


def test_checkout_takes_tokens_as_long_as_payments_does(api):
    lines = [{"label": "é" * 200, "quantity": 1, "unit_amount": "0.10"} for _ in range(200)]
    token = api.order_token("LONG1", {"lines": lines})

    assert api.call("POST", "/payments", {"order_token": token}).status == 201
    assert checkout(api, token).status == 200


def test_a_paid_order_a_changed_one_and_too_many_attempts_are_told_apart(api):
    started = api.new_order()
    changed = api.start(started["order"], {"amount": "6.27"})
    api.notify(accepted(started))
    paid = api.start(started["order"])

    assert (changed.status, changed.problem) == (409, "order-changed")
    assert (paid.status, paid.problem) == (409, "order-paid")


def test_each_refusal_allows_a_new_attempt_up_to_twenty(api):
    started = api.new_order()
    for n in range(2, 22):
        api.notify(accepted(started, **{"code-retour": "Annulation"}))
        answer = api.start(started["order"])
        if n <= 20:
            assert (answer.status, answer.json["reference"]) == (201, f"{started['order']}{n:02}")
            started = answer.json

    assert (answer.status, answer.problem) == (409, "too-many-attempts")


def test_while_a_partner_decides_no_second_payment_is_started(api):
    started = api.new_order()
    api.notify(accepted(started, **{"code-retour": "attente_partenaire"}))

    answer = api.start(started["order"])

    assert (answer.status, answer.problem) == (409, "partner-deciding")
    api.notify(accepted(started, date="24/11/2026_a_09:00:00"))
    assert api.read(started["order"])["status"] == "paid"


def test_what_the_form_sends_holds_nothing_of_what_was_bought(api):
    fields = api.new_order()["form"]["fields"]

    context = base64.b64decode(fields["contexte_commande"]).decode()

    assert json.loads(context) == {"billing": ORDER["billing"]}
    assert "Lampe" not in context + json.dumps(fields, ensure_ascii=False)


def test_the_browsers_view_is_reduced_and_the_staffs_is_whole(api):
    started = api.new_order()
    api.notify(accepted(started, **{"code-retour": "Annulation", "motifrefus": "Interdit"}))
    view = api.call("GET", f"/payments/{started['order']}", Authorization=f"Bearer {started['view_token']}")

    assert view.status == 200
    assert set(view.json) == {"order", "reference", "status", "amount", "currency", "expires_at"}
    staff = api.read(started["order"])
    assert staff["entries"][0]["refusal_reason"] == "Interdit"
    assert {"authorized", "captured", "refunded", "attempts", "entries", "operations", "cases"} <= set(staff)
    assert (staff["authorized"], staff["captured"], staff["refunded"]) == ("0.00", "0.00", "0.00")
    for hidden in ("Interdit", "CB", "00000100", "203.0.113.7"):
        assert hidden not in view.body.decode()


def test_an_order_token_reads_its_own_order_only(api):
    one, other = api.new_order(), api.new_order()
    token = {"Authorization": f"Bearer {api.order_token(one['order'])}"}

    assert api.call("GET", f"/payments/{one['order']}", **token).status == 200
    answer = api.call("GET", f"/payments/{other['order']}", **token)
    assert (answer.status, answer.problem) == (403, "another-order")


def test_a_view_token_reads_its_own_order_only_and_cannot_be_made_up(api):
    one, other = api.new_order(), api.new_order()
    mac = one["view_token"].partition(".")[2]

    answer = api.call("GET", f"/payments/{other['order']}", Authorization=f"Bearer {one['view_token']}")
    assert (answer.status, answer.problem) == (403, "another-order")
    answer = api.call("GET", f"/payments/{other['order']}", Authorization=f"Bearer {other['order']}.{mac}")
    assert (answer.status, answer.problem) == (401, "view-token")


def test_an_unknown_order_is_404_to_those_who_may_ask(api):
    answer = api.call("GET", "/payments/NEVER", **api.service())

    assert (answer.status, answer.problem) == (404, "order-unknown")


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'"text"'])
def test_a_body_that_cannot_be_read_is_400(api, body):
    answer = api.call("POST", "/payments", body, Content_Type="application/json")

    assert (answer.status, answer.problem) == (400, "malformed-request")


# The way without JavaScript


class Form(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.fields, self.action, self.method, self.buttons, self.lang = {}, "", "", 0, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.lang = attrs["lang"]
        if tag == "form":
            self.action, self.method = attrs["action"], attrs["method"]
        if tag == "input":
            self.fields[attrs["name"]] = attrs["value"]
        if tag == "button":
            self.buttons += 1


def checkout(api, token):
    return api.call("POST", "/checkout", urlencode({"order_token": token}).encode(),
                    Content_Type="application/x-www-form-urlencoded")  # fmt: skip


def test_checkout_hands_the_same_form_on_with_a_visible_button(api):
    token = api.order_token("CHK1")

    page = checkout(api, token)
    started = api.call("POST", "/payments", {"order_token": token}).json

    form = Form(page.body.decode())
    assert page.status == 200
    assert (form.action, form.fields) == (started["form"]["action"], started["form"]["fields"])
    assert (form.method, started["form"]["method"]) == ("post", "POST")
    assert (form.buttons, form.lang) == (1, "fr")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("token", "status"), [("", 401), ("x", 401), ("a.b.c", 401)])
def test_checkout_shows_people_a_page_when_the_token_is_not_good(api, token, status):
    page = checkout(api, token)

    assert (page.status, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "Traceback" not in page.body.decode()


def test_checkout_of_a_paid_order_says_that_it_is_paid(api):
    started = api.new_order()
    api.notify(accepted(started))

    page = checkout(api, api.order_token(started["order"]))

    assert page.status == 409
    assert "déjà payée" in page.body.decode()


# The payment page in a frame


@pytest.fixture
def frames_allowed(api, monkeypatch):
    """The deployment's setting, which the API's process has read already."""
    monkeypatch.setenv("GUICHET_IFRAME", "yes")
    for made in (api_settings, runtime):
        made.cache_clear()
    yield
    for made in (api_settings, runtime):
        made.cache_clear()


def test_frames_are_refused_unless_whoever_runs_the_counter_allows_them(api):
    answer = api.start("FRAME1", {"display": "iframe"})

    assert (answer.status, answer.problem) == (422, "order-not-valid")
    ((field, reason),) = [(error["field"], error["reason"]) for error in answer.json["errors"]]
    assert field == "display"
    for word in ("PCI DSS", "6.4.3", "11.6.1", "GUICHET_IFRAME=yes"):
        assert word in reason


@pytest.mark.usefixtures("frames_allowed")
def test_where_they_are_allowed_the_form_of_a_frame_goes_by_get(api):
    form = api.new_order(display="iframe")["form"]

    assert (form["method"], form["fields"]["mode_affichage"]) == ("GET", "iframe")
    assert api.new_order(display="page")["form"]["method"] == "POST"


@pytest.mark.usefixtures("frames_allowed")
def test_a_frame_needs_a_page_of_the_shop_to_come_back_to(api):
    answer = api.start("FRAME2", {"display": "iframe", "return_url": None})

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "display")
    assert "return_url" in answer.json["errors"][0]["reason"]


def test_checkout_shows_the_page_in_the_whole_window_whether_frames_are_allowed_or_not(api):
    form = Form(checkout(api, api.order_token("FRAME3", {"display": "iframe"})).body.decode())

    assert form.method == "post"
    assert "mode_affichage" not in form.fields


@pytest.mark.usefixtures("frames_allowed")
def test_checkout_hands_on_the_form_of_a_frame_that_was_made_before(api):
    token = api.order_token("FRAME4", {"display": "iframe"})
    started = api.call("POST", "/payments", {"order_token": token}).json

    form = Form(checkout(api, token).body.decode())

    assert (form.method, form.fields) == ("get", started["form"]["fields"])


@pytest.mark.usefixtures("frames_allowed")
def test_no_page_of_the_api_itself_is_ever_framed(api):
    started = api.new_order(return_url=None)
    back = f"/monetico/return/ok?view={started['view_token']}"
    pages = [
        checkout(api, api.order_token("FRAME5", {"display": "iframe"})),
        checkout(api, "x"),
        api.call("GET", back),
        api.call("GET", "/monetico/return/ok?view=x"),
    ]

    assert [page.headers["content-type"] for page in pages] == ["text/html; charset=utf-8"] * 4
    assert all("frame-ancestors 'none'" in page.headers["content-security-policy"] for page in pages)


# The browser comes back


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("outcome", ["ok", "err"])
def test_the_browser_is_sent_on_to_the_shop_whatever_it_claims(api, method, outcome):
    started = api.new_order()

    answer = api.call(
        method, f"/monetico/return/{outcome}?view={started['view_token']}", b"x=1" if method == "POST" else None
    )

    assert (answer.status, answer.headers["location"]) == (303, ORDER["return_url"])
    assert api.read(started["order"])["status"] == "pending"


def test_without_an_address_of_the_shop_the_browser_waits_here_for_the_truth(api):
    started = api.new_order(return_url=None)
    back = f"/monetico/return/err?view={started['view_token']}"

    waiting = api.call("GET", back).body.decode()
    api.notify(accepted(started, **{"code-retour": "Annulation", "motifrefus": "Interdit"}))
    refused = api.call("GET", back).body.decode()
    api.notify(accepted(started, date="23/11/2026_a_10:40:00"))
    paid = api.call("GET", back).body.decode()

    assert "Confirmation en cours" in waiting
    assert "Interdit" not in refused
    for words in ("échou", "refus", "failed"):
        assert words not in waiting.lower() + refused.lower().split("<main>")[1].split("<script")[0]
    assert "Merci, votre commande est payée" in paid


@pytest.mark.parametrize("view", ["", "x", "NEVER.abc", "%00"])
def test_a_return_without_a_right_view_token_shows_an_error_page(api, view):
    answer = api.call("GET", f"/monetico/return/ok?view={view}")

    assert answer.status == 401
    assert answer.headers["content-type"].startswith("text/html")


# CORS


def test_the_shops_origins_may_call_and_others_may_not(api):
    for origin, allowed in (
        (SHOP, SHOP),
        ("https://b.example.org", "https://b.example.org"),
        ("https://evil.example", None),
    ):
        for method, path in (
            ("OPTIONS", "/payments"),
            ("OPTIONS", "/payments/X1"),
            ("OPTIONS", "/cases"),
            ("POST", "/payments"),
        ):
            answer = api.call(method, path, Origin=origin)

            assert answer.headers.get("access-control-allow-origin") == allowed
            assert answer.headers["vary"] == "Origin"
    preflight = api.call("OPTIONS", "/payments", Origin=SHOP)
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-headers"] == "Authorization, Content-Type, Idempotency-Key"


def test_health_answers_without_secrets(api):
    answer = api.call("GET", "/health")

    assert (answer.status, answer.json) == (200, {"status": "ok"})
