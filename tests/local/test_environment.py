from __future__ import annotations

import json
import re

import pytest

from bank.settings import Option, read_settings
from local import environment
from local.parts import all_parts
from local.ports import Ports
from local.secrets import load_or_create
from local.settings import Settings, running_settings


@pytest.fixture
def settings(tmp_path):
    return Settings(Ports(), tmp_path)


def parts_of(settings: Settings, caller: dict[str, str]) -> dict[str, dict[str, str]]:
    secrets = load_or_create(settings.state)
    return {part.name: dict(part.environment) for part in all_parts(settings, secrets, caller)}


def test_the_developers_own_aws_account_reaches_no_part(settings):
    caller = {
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "real",
        "AWS_ENDPOINT_URL_DYNAMODB": "https://aws",
    }

    for variables in parts_of(settings, caller).values():
        assert not caller.keys() & variables.keys()
        assert variables.get("AWS_ACCESS_KEY_ID", "guichetlocal") == "guichetlocal"


def test_loopback_never_goes_through_a_proxy(settings):
    caller = {"HTTP_PROXY": "http://proxy.example:3128", "NO_PROXY": "intranet.example"}

    for variables in parts_of(settings, caller).values():
        assert variables["NO_PROXY"] == variables["no_proxy"] == "intranet.example,127.0.0.1,localhost"


def test_the_shop_never_holds_the_banks_key_nor_the_bank_the_shops(settings):
    secrets = load_or_create(settings.state)
    parts = parts_of(settings, {})

    assert secrets.terminal_key not in str(parts["shop"])
    assert secrets.signing_key not in str(parts["bank"])


def test_the_callers_times_win_over_the_local_defaults(settings):
    api = parts_of(settings, {"GUICHET_LEASE_SECONDS": "3"})["api"]

    assert (api["GUICHET_LEASE_SECONDS"], api["GUICHET_PAGE_SECONDS"]) == ("3", "2700")


def test_a_part_reads_back_the_settings_of_its_stack(settings):
    assert running_settings(environment.common(settings, {})) == settings


def test_the_bank_notifies_the_api_of_this_stack(tmp_path):
    settings = Settings(Ports(api=9001), tmp_path)
    terminals = json.loads(parts_of(settings, {})["bank"]["GUICHET_BANK_TERMINALS"])

    assert {t["notification_url"] for t in terminals} == {"http://127.0.0.1:9001/monetico/notifications"}


def test_there_is_a_terminal_of_each_mode_with_a_key_of_its_own(tmp_path):
    settings = Settings(Ports(api=9001), tmp_path)
    terminals = json.loads(parts_of(settings, {})["bank"]["GUICHET_BANK_TERMINALS"])

    assert [terminal["mode"] for terminal in terminals] == ["immediate", "deferred", "partial", "split", "recurring"]
    assert len({(terminal["tpe"], terminal["key"]) for terminal in terminals}) == 5
    assert all(re.fullmatch("[0-9a-f]{40}", terminal["key"]) for terminal in terminals)


def test_every_terminal_has_bought_every_option_that_the_bank_sells(tmp_path):
    terminals = read_settings(parts_of(Settings(Ports(), tmp_path), {})["bank"]).terminals

    assert {terminal.options for terminal in terminals} == {frozenset(Option)}
