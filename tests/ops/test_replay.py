from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.aws.rejected_items import RejectedItems
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.reports import Aside
from chalicelib.domain.starting import begin
from chalicelib.domain.vocabulary import CaseKind, Status
from chalicelib.payments.ports import Rejected
from chalicelib.payments.replay import Door
from local import environment
from ops.__main__ import main
from ops.replay import Replay, confirmed, listed, period, run_all
from ops.screen import Screen
from ops.stop import CannotLook
from ops.waiting import of_rejected
from tests.fakes import MemoryKept, MemoryOrders
from tests.local.local_aws import client
from tests.makers import (
    KEY,
    NOW,
    OTHER_KEY,
    a_customer,
    a_wish,
    an_entry,
    an_order,
    bank_fields,
    sealed_body,
    terminals,
)

PLAIN = Screen({"NO_COLOR": "1"})
CAME = NOW + timedelta(minutes=1)


def a_message(order, key=KEY, **changes):
    return Rejected("POST", sealed_body(bank_fields(order, **changes), key), CAME, "BadSeal")


def a_replay(*messages, trial=False):
    """Messages for orders that are all here, and terminals whose key is mended."""
    orders = MemoryOrders()
    kept = MemoryKept(orders.asides)
    for order, changes in messages:
        orders.create(order, a_customer())
        kept.keep(a_message(order, **changes))
    door = Door(terminals(), orders, keep_masked_number=False)
    return Replay(kept, orders, lambda: door, NOW, trial=trial)


def everything(replay):
    return replay.all_waiting(NOW - timedelta(days=1), NOW + timedelta(days=1))


def two_of_which_one_is_forged(**options):
    return a_replay((an_order(), {}), (an_order(number="FORGED"), {"key": OTHER_KEY}), **options)


def test_what_is_kept_is_listed_with_what_may_be_shown(capsys):
    replay = a_replay((an_order(), {}))

    assert listed(everything(replay), PLAIN, as_json=False) == 1

    titles, line = capsys.readouterr().out.splitlines()
    assert titles.split() == ["id", "received", "(Paris)", "terminal", "reference", "amount", "code", "reason"]
    name = next(iter(replay.kept.messages))
    assert line.split() == [
        name, "2026-11-23", "10:31:00", "1234567", "CMD482101", "62.73EUR", "payetest", "BadSeal",
    ]  # fmt: skip


def test_nothing_kept_is_good_news(capsys):
    assert listed([], PLAIN, as_json=False) == 0
    assert capsys.readouterr().out == "No rejected message is kept.\n"


def test_each_message_is_told_by_what_came_of_it(capsys):
    replay = two_of_which_one_is_forged()

    assert run_all(replay, everything(replay), PLAIN, as_json=False) == 1

    _, *lines, _, summary = capsys.readouterr().out.splitlines()
    assert {line.split("payetest")[1].strip() for line in lines} == {
        "taken: new",
        "still refused: no key of its terminal seals it",
    }
    assert summary == "2 messages run again; 1 not taken."
    assert replay.orders.stored["CMD4821"].status is Status.PAID
    assert [message.body for message in replay.kept.messages.values()] == [
        a_message(an_order(number="FORGED"), OTHER_KEY).body
    ]


def test_when_all_was_taken_all_is_well():
    replay = a_replay((an_order(), {}))

    assert run_all(replay, everything(replay), PLAIN, as_json=False) == 0
    assert run_all(replay, everything(replay), PLAIN, as_json=False) == 0


def test_a_dry_run_tells_and_writes_nothing(capsys):
    replay = two_of_which_one_is_forged(trial=True)
    replay.orders.requests.clear()

    assert run_all(replay, everything(replay), PLAIN, as_json=False) == 1

    printed = capsys.readouterr().out
    assert "would be taken" in printed
    assert "2 messages looked at, nothing written; 1 not taken." in printed
    assert replay.orders.requests == {}
    assert len(replay.kept.messages) == 2


def test_json_is_alone_on_standard_output(capsys):
    replay = two_of_which_one_is_forged()

    listed(everything(replay), PLAIN, as_json=True)
    kept = json.loads(capsys.readouterr().out)["messages"]
    run_all(replay, everything(replay), PLAIN, as_json=True)
    ran = json.loads(capsys.readouterr().out)

    assert {message["reference"]: message["date"] for message in kept} == {
        "CMD482101": "23/11/2026_a_10:31:05",
        "FORGED01": "23/11/2026_a_10:31:05",
    }
    assert ran["dry_run"] is False
    assert {(m["reference"], m["result"], m["why"]) for m in ran["messages"]} == {
        ("CMD482101", "new", ""),
        ("FORGED01", "refused", "BadSeal"),
    }


def test_nothing_of_the_card_is_ever_printed(capsys):
    replay = two_of_which_one_is_forged()

    for as_json in (False, True):
        listed(everything(replay), PLAIN, as_json=as_json)
        confirmed(everything(replay), io.BytesIO(b"no"), PLAIN)
        run_all(replace(replay, trial=True), everything(replay), PLAIN, as_json=as_json)
    run_all(replay, everything(replay), PLAIN, as_json=False)

    printed = "".join(capsys.readouterr())
    for secret in ("00000100", "6FF1313F", "203.0.113.7", "1229", "MAC", "hpancb", "g1."):
        assert secret not in printed


def test_what_was_forged_cannot_control_the_terminal(capsys):
    replay = a_replay((an_order(), {"montant": "\x1b[2J"}))

    listed(everything(replay), PLAIN, as_json=False)
    run_all(replay, everything(replay), PLAIN, as_json=False)

    assert "\x1b" not in capsys.readouterr().out


def test_a_message_that_somebody_else_has_run_meanwhile_is_told(capsys):
    replay = a_replay((an_order(), {}))
    found = everything(replay)
    replay.kept.messages.clear()

    assert run_all(replay, found, PLAIN, as_json=False) == 0
    assert "gone: somebody else has run it meanwhile" in capsys.readouterr().out


def test_what_was_run_before_the_store_went_away_is_told(capsys):
    replay = a_replay((an_order(), {}), (an_order(number="LATER"), {}))
    found = everything(replay)

    class Gone(MemoryKept):
        def rejected(self, name):
            if name == found[1].id:
                raise StoreUnavailable("Timeout")
            return super().rejected(name)

    with pytest.raises(StoreUnavailable):
        run_all(replace(replay, kept=Gone(messages=replay.kept.messages)), found, PLAIN, as_json=False)

    assert "1 message run again; 0 not taken." in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "goes_on"), [(b"yes\n", True), (b"y\n", False), (b"\n", False), (b"", False)])
def test_only_yes_goes_on(answer, goes_on, capsys):
    message = of_rejected(replace(a_message(an_order()), id="2026-11-23-7"))

    assert confirmed([message], io.BytesIO(answer), PLAIN) is goes_on

    printed = capsys.readouterr()
    assert (printed.out, "2026-11-23-7" in printed.err) == ("", True)
    assert printed.err.endswith("Run 1 message again? Type yes to go on: ")


def test_a_period_is_of_days_in_the_hour_of_paris_and_not_past_the_keeping():
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    kept_since = at - timedelta(days=30)
    tonight = datetime(2026, 11, 23, 23, tzinfo=UTC)

    assert period(None, None, at) == (kept_since, tonight)
    assert period(date(2026, 11, 20), date(2026, 11, 21), at) == (
        datetime(2026, 11, 19, 23, tzinfo=UTC),
        datetime(2026, 11, 21, 23, tzinfo=UTC),
    )
    assert period(date(2020, 1, 1), date.max, at) == (kept_since, tonight)
    with pytest.raises(CannotLook):
        period(date(2026, 11, 21), date(2026, 11, 20), at)


@pytest.mark.parametrize("what", ["2026-11-23-1", "_gone", "CMD4821.1"])
def test_what_is_not_kept_is_told(ops, local_variables, what):
    done = ops("replay", what, "--yes", "--local", **local_variables)

    assert (done.status, done.out) == (1, "")
    assert f"no message {what} is kept" in done.err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--rejected",), "give --yes"),
        (("2026-11-23-1",), "give --yes"),
        (("2026-11-23-1", "--yes", "--from", "2026-11-01"), "--from and --to go with"),
        (("--list", "--from", "2026-11-02", "--to", "2026-11-01"), "--from is after --to"),
    ],
)
def test_what_cannot_be_asked_says_what_to_give(ops, arguments, why):
    done = ops("replay", *arguments)

    assert (done.status, done.out) == (2, "")
    assert why in done.err


@pytest.mark.parametrize("arguments", [(), ("--list", "--rejected"), ("x", "--list"), ("--list", "--from", "now")])
def test_what_is_no_question_is_wrong_usage(ops, arguments):
    with pytest.raises(SystemExit) as stopped:
        ops("replay", *arguments)

    assert stopped.value.code == 2


@pytest.fixture
def mend(local_aws):
    """Adds a key to the deployment's terminals, for one test."""
    secrets = client(local_aws, "secretsmanager")
    before = secrets.get_secret_value(SecretId=environment.SECRET)["SecretString"]

    def mended(key):
        document = json.loads(before)
        for terminal in document["terminals"]:
            terminal["keys"].append(key.hex())
        secrets.put_secret_value(SecretId=environment.SECRET, SecretString=json.dumps(document))
        return document["terminals"][0]["tpe"]

    yield mended
    secrets.put_secret_value(SecretId=environment.SECRET, SecretString=before)


@pytest.fixture
def lost(local_store):
    """Keeps a payment, sealed with a key that the deployment does not know: its order."""
    kept = RejectedItems(local_store.client, local_store.table)

    def a_lost_one(number):
        now = datetime.now(UTC)
        order = begin(a_wish(number=number, terminal="0000001"), now)
        local_store.create(order, a_customer())
        kept.keep(replace(a_message(order, OTHER_KEY), received_at=now))
        return order

    yield a_lost_one
    for message in list(kept.listed(datetime.now(UTC) - timedelta(days=1), datetime.now(UTC))):
        kept.remove(message)


def test_lost_payments_are_found_in_the_deployment_once_its_key_was_mended(
    ops, mend, lost, local_store, local_variables
):
    lost("REPLAY-1")

    def run(*arguments):
        return ops("replay", *arguments, "--local", **local_variables)

    [message] = json.loads(run("--list", "--json").out)["messages"]
    refused = run("--rejected", "--yes")
    mend(OTHER_KEY)
    trial = run(message["id"], "--dry-run", "--json")
    taken = run("--rejected", "--yes")

    assert (refused.status, trial.status, taken.status) == (1, 0, 0)
    assert json.loads(trial.out)["messages"][0]["result"] == "possible"
    assert "taken: new" in taken.out
    assert local_store.order("REPLAY-1").status is Status.PAID
    assert run(message["id"], "--yes").status == 1


@pytest.fixture
def lost_until_now(lost, mend):
    """The same where the key has just been mended."""

    def a_lost_one(number):
        order = lost(number)
        mend(OTHER_KEY)
        return order

    return a_lost_one


@pytest.mark.parametrize("keeps", ["yes", "no"])
def test_the_masked_number_is_kept_where_the_deployment_keeps_it(
    ops, lost_until_now, local_store, local_variables, keeps
):
    order = lost_until_now(f"REPLAY-{keeps}")

    ops("replay", "--rejected", "--yes", "--local", GUICHET_KEEP_MASKED_NUMBER=keeps, **local_variables)

    [entry] = local_store.order(order.number).entries
    assert entry.masked_number == ("00000100******02" if keeps == "yes" else "")


class Terminal(io.BytesIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_person_is_asked_before_anything_is_run(lost_until_now, local_store, local_variables, capsys, answer):
    order = lost_until_now(f"ASKED-{answer}")

    ended = main(["replay", "--rejected", "--local"], Terminal(answer.encode() + b"\n"), local_variables)

    paid = local_store.order(order.number).status is Status.PAID
    refused = "not confirmed: nothing was run again" in capsys.readouterr().err
    assert (ended, paid, refused) == ((0, True, False) if answer == "yes" else (1, False, True))


def test_a_case_without_an_order_is_run_again_and_resolved(ops, local_store, local_variables):
    now = datetime.now(UTC)  # local AWS removes what has been kept for its time
    order = begin(a_wish(number="REPLAY-2", terminal="0000001"), now)
    local_store.set_aside(Aside(CaseKind.UNKNOWN_ORDER, an_entry(order, identity="replay-2", received_at=now)))

    def run():
        return ops("replay", "_replay-2", "--yes", "--local", **local_variables)

    assert (run().status, "unknown-order" in run().out) == (1, True)
    local_store.create(order, a_customer())
    done = run()

    assert (done.status, "taken: new" in done.out) == (0, True)
    assert local_store.order("REPLAY-2").status is Status.PAID
    [case] = [c.case for c in local_store.cases(1000, "").cases if c.case.id == "_replay-2"]
    assert (case.resolved_at is not None, case.note) == (True, "run again: in its order's record, new")
