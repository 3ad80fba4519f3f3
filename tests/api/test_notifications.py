"""The bank's door: one of two texts, always with 200, and nothing changes but by a right seal."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_from_bytes, urlencode

import pytest

from chalicelib.aws.rejected_items import RejectedItems
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.payments.replay import Door, Ending, replay_rejected
from chalicelib.payments.terminals import Terminal, Terminals
from chalicelib.runtime.api import runtime
from tests.counter import accepted
from tests.makers import OTHER_KEY, sealed_body, sealed_pairs

TAKEN = b"version=2\ncdr=0\n"
NOT_TAKEN = b"version=2\ncdr=1\n"


def expect(answer, body):
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, "text/plain", body)


def test_an_accepted_payment_is_acknowledged_and_paid(api):
    started = api.new_order()

    expect(api.notify(accepted(started)), TAKEN)

    assert api.read(started["order"])["status"] == "paid"


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded; charset=utf-8",
        "APPLICATION/X-WWW-FORM-URLENCODED;charset=ISO-8859-1",
        "text/plain",
    ],
)
def test_whatever_the_content_type_says(api, content_type):
    started = api.new_order()

    expect(api.notify(accepted(started), Content_Type=content_type), TAKEN)


def test_fifty_copies_at_once_are_all_acknowledged_and_make_one_transition(api):
    started = api.new_order()
    body = sealed_body(accepted(started), api.bank_key)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: api.post_notification(body), range(50)))

    for answer in answers:
        expect(answer, TAKEN)
    order = api.read(started["order"])
    assert (order["status"], len(order["entries"]), len(order["cases"])) == ("paid", 1, 0)


def test_refused_then_paid_is_paid_and_a_late_refusal_undoes_nothing(api):
    started = api.new_order()
    refused = accepted(started, **{"code-retour": "Annulation", "motifrefus": "Refus"})

    expect(api.notify(refused), TAKEN)
    assert api.read(started["order"])["status"] == "refused"
    expect(api.notify(accepted(started, date="23/11/2026_a_10:35:00")), TAKEN)
    assert api.read(started["order"])["status"] == "paid"
    expect(api.notify({**refused, "date": "23/11/2026_a_10:33:00"}), TAKEN)

    order = api.read(started["order"])
    assert (order["status"], order["captured"], len(order["entries"])) == ("paid", "62.73", 3)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"montant": "1.00EUR"}, "wrong-amount"),
        ({"montant": "62.73USD"}, "wrong-currency"),
        ({"code-retour": "paiement"}, "wrong-platform"),
        ({"code-retour": "nouveau_code"}, "unknown-result"),
    ],
)
def test_what_does_not_fit_is_acknowledged_and_raised_as_a_case(api, changes, kind):
    started = api.new_order()

    expect(api.notify(accepted(started, **changes)), TAKEN)

    order = api.read(started["order"])
    assert (order["status"], [case["kind"] for case in order["cases"]]) == ("pending", [kind])
    cases = api.call("GET", "/cases", **api.service()).json["cases"]
    assert [case["kind"] for case in cases if case["order"] == started["order"]] == [kind]


def test_a_second_acceptance_is_a_case_and_pays_nothing_more(api):
    started = api.new_order()
    api.notify(accepted(started))

    expect(api.notify(accepted(started, date="23/11/2026_a_11:00:00", numauto="123456")), TAKEN)

    order = api.read(started["order"])
    assert (order["captured"], [c["kind"] for c in order["cases"]]) == ("62.73", ["second-acceptance"])


def test_a_valid_message_for_an_unknown_order_is_acknowledged_and_a_case(api):
    started = api.new_order()

    expect(api.notify(accepted(started, reference="ZZ99999901")), TAKEN)

    found = [c for c in api.call("GET", "/cases", **api.service()).json["cases"] if c["order"] == "ZZ999999"]
    assert [(case["kind"], case["reference"]) for case in found] == [("unknown-order", "ZZ99999901")]


def test_unknown_fields_and_values_never_break_a_payment(api):
    started = api.new_order()
    fields = accepted(started, motifrefus="Nouveau motif", nouveau_champ="ça alors", authentification="???")

    expect(api.notify(fields), TAKEN)

    order = api.read(started["order"])
    assert (order["status"], order["entries"][0]["extra"]) == ("paid", {"nouveau_champ": "ça alors"})


def tampered(body):
    return body.replace(b"montant=62.73EUR", b"montant=0.01EUR")


@pytest.mark.parametrize(
    "spoil",
    [
        tampered,
        lambda body: body + b"&TPE=0000001",
        lambda body: body + b"&MAC=00",
        lambda body: body.replace(b"MAC=", b"mac="),
        lambda body: b"",
        lambda body: b"\xff\xfe\x00garbage",
        lambda body: b"{}",
        lambda body: body + b"&x=%zz",
        lambda body: body + b"&" + b"x=" + b"y" * 70_000,
        lambda body: b"&".join(b"f%d=1" % n for n in range(200)),
    ],
    ids="tampered doubled-field doubled-seal no-seal empty garbage json bad-escape huge many".split(),
)
def test_a_spoiled_message_changes_nothing_and_is_not_taken(api, spoil):
    started = api.new_order()
    before = api.read(started["order"])

    expect(api.post_notification(spoil(sealed_body(accepted(started), api.bank_key))), NOT_TAKEN)

    assert api.read(started["order"]) == before


def test_another_key_is_not_taken(api):
    started = api.new_order()

    expect(api.notify(accepted(started), OTHER_KEY), NOT_TAKEN)

    assert api.read(started["order"])["status"] == "pending"


def test_our_own_form_sent_back_is_not_taken(api):
    started = api.new_order()
    expect(api.post_notification(urlencode(started["form"]["fields"]).encode()), NOT_TAKEN)

    assert api.read(started["order"])["entries"] == []


def test_a_replay_by_get_is_taken(api):
    started = api.new_order()
    pairs = [(n.decode(), v.decode()) for n, v in sealed_pairs(accepted(started), api.bank_key)]

    expect(api.replay(pairs), TAKEN)

    assert api.read(started["order"])["status"] == "paid"


def test_a_replay_with_a_doubled_parameter_is_not_taken(api):
    started = api.new_order()
    pairs = [(n.decode(), v.decode()) for n, v in sealed_pairs(accepted(started), api.bank_key)]

    expect(api.replay([*pairs, ("montant", "62.73EUR")]), NOT_TAKEN)

    assert api.read(started["order"])["status"] == "pending"


def test_an_empty_get_is_not_taken(api):
    expect(api.call("GET", "/monetico/notifications"), NOT_TAKEN)


def test_a_replay_whose_text_is_not_utf8_is_not_taken_and_is_a_case(api):
    started = api.new_order()
    body = sealed_body({**accepted(started), "texte-libre": "é"}, api.bank_key).decode()

    expect(api.call("GET", "/monetico/notifications?" + body.replace("%C3%A9", "%E9")), NOT_TAKEN)

    kinds = [case["kind"] for case in api.call("GET", "/cases", **api.service()).json["cases"]]
    assert kinds.count("replay-not-utf8") == 1


def test_text_in_latin_1_is_taken_by_post_when_its_bytes_are_sealed(api):
    started = api.new_order()
    pairs = sorted((n.encode(), v.encode("latin-1")) for n, v in accepted(started, nouveau="é").items())
    mac = hmac.digest(api.bank_key, b"*".join(n + b"=" + v for n, v in pairs), "sha1").hex()
    body = "&".join(f"{n.decode()}={quote_from_bytes(v)}" for n, v in pairs) + f"&MAC={mac}"
    expect(api.post_notification(body.encode()), TAKEN)

    assert api.read(started["order"])["entries"][0]["extra"] == {"nouveau": "é"}


@pytest.mark.parametrize("code_in_capitals", ["ANNULATION", "annulation"])
def test_result_codes_are_compared_without_case(api, code_in_capitals):
    started = api.new_order()

    expect(api.notify(accepted(started, **{"code-retour": code_in_capitals})), TAKEN)

    assert api.read(started["order"])["status"] == "refused"


def kept_about(reference):
    """What is kept of the last hour and names this reference."""
    now = datetime.now(UTC)
    found = runtime().rejected.listed(now - timedelta(hours=1), now + timedelta(hours=1))
    return [message for message in found if reference.encode() in message.body]


@pytest.fixture
def requests_made(api):
    """Requests of the API to DynamoDB, by operation."""
    made: Counter[str] = Counter()
    api.call("GET", "/monetico/notifications")  # so that the keys are there

    def note(request, **_):
        made[request.headers["X-Amz-Target"].decode().partition(".")[2]] += 1

    events = runtime().orders.client.meta.events
    events.register("before-send.dynamodb", note)
    yield made
    events.unregister("before-send.dynamodb", note)


@pytest.fixture
def logged(api, capsys):
    """The log of what a call does, as one document a line."""

    def lines_of(call):
        capsys.readouterr()
        call()
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
        return [line for line in lines if "message" in line]

    return lines_of


def test_a_usual_notification_is_one_request_and_keeps_nothing(api, requests_made):
    started = api.new_order()
    requests_made.clear()

    expect(api.notify(accepted(started)), TAKEN)

    assert requests_made == {"UpdateItem": 1}
    assert kept_about(started["reference"]) == []


def test_a_message_refused_for_its_seal_is_kept_once_at_one_write_a_delivery(api, requests_made):
    started = api.new_order()
    body = sealed_body(accepted(started), OTHER_KEY)
    requests_made.clear()

    for _ in range(3):
        expect(api.post_notification(body), NOT_TAKEN)

    assert requests_made == {"PutItem": 3}
    [kept] = kept_about(started["reference"])
    assert (kept.method, kept.body, kept.reason) == ("POST", body, "BadSeal")


def test_a_sealed_message_that_is_no_notification_is_kept(api):
    started = api.new_order()
    fields = {name: value for name, value in accepted(started).items() if name != "montant"}

    expect(api.notify(fields), NOT_TAKEN)

    assert [kept.reason for kept in kept_about(started["reference"])] == ["NotANotification"]


def test_noise_is_not_kept(api, requests_made):
    started = api.new_order()
    requests_made.clear()

    for noise in (b"", b"garbage", urlencode(started["form"]["fields"]).encode(), b"TPE=0000001&MAC=" + b"0" * 40):
        expect(api.post_notification(noise), NOT_TAKEN)
    expect(api.call("GET", "/monetico/notifications?TPE=0000001"), NOT_TAKEN)

    assert requests_made == {}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_payment_lost_to_a_wrong_key_is_found_when_it_is_run_again_with_the_right_one(api, method):
    started = api.new_order()
    pairs = sealed_pairs(accepted(started, nouveau="ça & là+"), OTHER_KEY)
    if method == "POST":
        api.post_notification(sealed_body(accepted(started, nouveau="ça & là+"), OTHER_KEY))
    else:
        api.replay([(n.decode(), v.decode()) for n, v in pairs])
    tpe = started["form"]["fields"]["TPE"]
    mended = Terminals((Terminal(tpe, "atelierlumen", Platform.TEST, Mode.IMMEDIATE, (OTHER_KEY,)),))
    [kept] = kept_about(started["reference"])
    assert kept.method == method

    replayed = replay_rejected(kept, runtime().rejected, Door(mended, runtime().orders, keep_masked_number=False))

    assert replayed.ending is Ending.NEW
    order = api.read(started["order"])
    assert (order["status"], len(order["entries"]), order["entries"][0]["extra"]) == (
        "paid",
        1,
        {"nouveau": "ça & là+"},
    )
    assert kept_about(started["reference"]) == []


def test_a_store_that_cannot_keep_it_changes_nothing_about_the_answer(api, monkeypatch, logged):
    def gone(*_):
        raise StoreUnavailable("Timeout of 4970100000000000")

    started = api.new_order()
    monkeypatch.setattr(RejectedItems, "keep", gone)

    lines = logged(lambda: expect(api.notify(accepted(started), OTHER_KEY), NOT_TAKEN))

    assert [(line["message"], line.get("error"), line.get("reason")) for line in lines] == [
        ("rejected message not kept", "StoreUnavailable", None),
        ("notification refused", None, "BadSeal"),
    ]
    assert "4970" not in json.dumps(lines)


def test_of_a_rejected_message_nothing_is_logged_but_why_and_whether_it_is_kept(api, logged):
    started = api.new_order()

    def rejected():
        for _ in range(2):
            api.notify(accepted(started), OTHER_KEY)
        api.post_notification(b"garbage")

    lines = logged(rejected)

    assert [(line["message"], line["reason"], line.get("status")) for line in lines] == [
        ("notification refused", "BadSeal", "kept"),
        ("notification refused", "BadSeal", "known"),
        ("notification refused", "MalformedForm", None),
    ]
    for told in ("00000100", "6FF1313F", "203.0.113.7", "1229", "payetest", started["reference"]):
        assert told not in json.dumps(lines)
