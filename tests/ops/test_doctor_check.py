from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from local.secrets import load_or_create


@pytest.mark.parametrize("question", [["doctor"], ["doctor", "check"]])
def test_settings_and_terminals_of_the_local_stack_are_checked(ops, local_aws, local_variables, question):
    done = ops(*question, "--local", "--json", **local_variables)

    document = json.loads(done.out)
    levels = {finding["subject"]: finding["level"] for finding in document["findings"]}
    assert levels["settings of the API"] == "ok"
    assert levels["terminal 0000001 (test, immediate)"] == "ok"
    assert done.status == 1  # only local AWS runs: nobody answers at the notification address
    assert any(subject.startswith("POST http://127.0.0.1") for subject in levels)


def test_options_count_before_and_after_the_question(ops, local_aws, local_variables):
    before = ops("doctor", "--local", "--json", "check", **local_variables)
    after = ops("doctor", "check", "--local", "--json", **local_variables)

    assert json.loads(before.out)["for_the_bank"] == json.loads(after.out)["for_the_bank"]


def test_it_prints_what_to_give_the_bank_and_the_list_for_going_live(ops, local_aws, local_variables):
    api = local_aws.url("api")

    printed = ops("doctor", "--local", GUICHET_EGRESS_IP="203.0.113.9", **local_variables).out

    assert "notification address (URL de confirmation CGI2) of atelierlumen, TPE 0000001, test" in printed
    for address in ("/monetico/notifications", "/monetico/return/ok", "/monetico/return/err"):
        assert f"    {api}{address}" in printed.splitlines()
    assert "    203.0.113.9" in printed.splitlines()
    assert "Before going live (mise en production):" in printed


def test_it_never_prints_a_key(ops, local_aws, local_variables):
    drawn = load_or_create(local_aws.state)

    for options in ([], ["--json"]):
        printed = ops("doctor", "--local", *options, **local_variables)
        for key in asdict(drawn).values():
            assert str(key) not in printed.out + printed.err


def test_an_address_alone_can_be_checked_without_a_deployment(ops, unused_ports):
    url = f"http://127.0.0.1:{unused_ports['GUICHET_SHOP_PORT']}/x"

    done = ops("doctor", "--url", url, **unused_ports)

    assert done.status == 1
    assert f"fault POST {url}: no answer" in done.out


def test_without_deployment_and_address_it_says_what_to_do(ops, unused_ports):
    done = ops("doctor", **unused_ports)

    assert done.status == 2
    assert "GUICHET_TABLE is not set" in done.err


def test_explain_can_take_the_keys_of_the_deployment(ops, local_aws, local_variables):
    done = ops("doctor", "explain", "--local", "--json", stdin=b"TPE=0000001&MAC=00", **local_variables)

    document = json.loads(done.out)
    assert (done.status, document["explained"]) == (1, False)
