from __future__ import annotations

import pytest

from chalicelib.domain.vocabulary import Mode, Platform
from ops.diagnosis.sealing import PUBLIC
from ops.finding import DOUBT, FAULT
from ops.settings_check import check_settings, check_terminals
from tests.makers import KEY, OTHER_KEY, a_terminal

OWN = bytes(range(20))
GOOD = {
    "GUICHET_TABLE": "guichet",
    "GUICHET_SECRET": "guichet/production",
    "GUICHET_PUBLIC_URL": "https://pay.example.org",
    "GUICHET_PLATFORM": "production",
    "GUICHET_SHOP_ORIGINS": "https://shop.example.org",
    "GUICHET_MAIL_FROM": "Shop <shop@example.org>",
    "GUICHET_SELLER": '{"name": "Shop"}',
}


def problems(environment) -> list[tuple[str, str]]:
    return [(f.level, f.subject) for f in check_settings(environment) if f.level != "ok"]


def troubles(*terminals, platform="production") -> list[tuple[str, str]]:
    return [(f.level, f.text) for f in check_terminals(terminals, platform) if f.level != "ok"]


def test_good_settings_give_no_problem():
    assert problems(GOOD) == []


@pytest.mark.parametrize("name", ["GUICHET_TABLE", "GUICHET_SELLER", "GUICHET_PLATFORM", "GUICHET_PUBLIC_URL"])
def test_a_missing_setting_is_named(name):
    found = [f for f in check_settings({**GOOD, name: ""}) if f.level == FAULT]

    assert found
    assert all(name in f.text for f in found)


def test_settings_of_mails_that_were_not_exported_are_only_doubtful():
    exported = {name: value for name, value in GOOD.items() if name not in ("GUICHET_MAIL_FROM", "GUICHET_SELLER")}

    assert problems(exported) == [(DOUBT, "settings of mails and sweep")]
    assert problems({**exported, "GUICHET_SELLER": GOOD["GUICHET_SELLER"]}) == [(FAULT, "settings of mails and sweep")]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"GUICHET_PUBLIC_URL": "http://pay.example.org"}, (FAULT, "GUICHET_PUBLIC_URL")),
        (
            {"GUICHET_PAYMENT_PAGE_URL": "https://p.monetico-services.com/test/paiement.cgi"},
            (FAULT, "GUICHET_PAYMENT_PAGE_URL"),
        ),
        ({"GUICHET_PAYMENT_PAGE_URL": "http://127.0.0.1:8001/test"}, (FAULT, "GUICHET_PAYMENT_PAGE_URL")),
        ({"GUICHET_SHOP_ORIGINS": "http://shop.example.org"}, (FAULT, "GUICHET_SHOP_ORIGINS")),
        ({"GUICHET_IFRAME": "yes"}, (DOUBT, "GUICHET_IFRAME")),
    ],
)
def test_settings_that_do_not_fit_together_are_named(changes, problem):
    assert problems({**GOOD, **changes}) == [problem]


def test_the_local_stacks_own_page_is_only_doubtful_on_the_test_platform():
    local = {
        "GUICHET_PLATFORM": "test",
        "GUICHET_PUBLIC_URL": "http://127.0.0.1:8000",
        "GUICHET_PAYMENT_PAGE_URL": "http://127.0.0.1:8001/test/paiement.cgi",
        "GUICHET_SHOP_ORIGINS": "http://127.0.0.1:8002",
    }

    assert problems({**GOOD, **local}) == [(DOUBT, "GUICHET_PAYMENT_PAGE_URL")]


def test_a_sound_terminal_gives_no_problem():
    assert troubles(a_terminal(platform=Platform.PRODUCTION, keys=(OWN, OTHER_KEY))) == []


@pytest.mark.parametrize(("platform", "level"), [(Platform.PRODUCTION, FAULT), (Platform.TEST, DOUBT)])
@pytest.mark.parametrize("public", PUBLIC, ids=lambda key: key.name)
def test_a_key_that_everybody_knows_is_wrong_on_production_and_doubtful_on_test(platform, level, public):
    ((found, text),) = troubles(a_terminal(platform=platform, keys=(public.value,)), platform=platform)

    assert (found, "everybody knows" in text) == (level, True)


def test_one_key_on_test_and_production_is_doubtful():
    test, production = (a_terminal(platform=platform, keys=(OWN,)) for platform in Platform)

    ((level, text),) = troubles(test, production)

    assert (level, "used on test and production" in text) == (DOUBT, True)


def test_one_key_for_several_terminals_is_doubtful():
    one = a_terminal(platform=Platform.PRODUCTION, keys=(OWN,))
    two = a_terminal(platform=Platform.PRODUCTION, keys=(OWN,), tpe="7654321", mode=Mode.DEFERRED)

    ((level, text),) = troubles(one, two)

    assert (level, "serves several terminals (TPE 1234567, 7654321)" in text) == (DOUBT, True)


def test_two_terminals_of_one_mode_say_which_one_new_payments_take():
    one = a_terminal(platform=Platform.PRODUCTION, keys=(OWN,))
    two = a_terminal(platform=Platform.PRODUCTION, keys=(OTHER_KEY,), tpe="7654321")

    assert [text for _, text in troubles(one, two)] == [
        "2 are immediate on the production platform; new payments go to 1234567"
    ]


def test_the_same_key_twice_on_a_terminal_is_doubtful():
    assert [level for level, _ in troubles(a_terminal(platform=Platform.PRODUCTION, keys=(OWN, OWN)))] == [DOUBT]


def test_a_tpe_without_its_zeros_is_wrong():
    ((level, text),) = troubles(a_terminal(platform=Platform.PRODUCTION, keys=(OWN,), tpe="1"))

    assert (level, text) == (FAULT, "a TPE has seven letters or digits")


@pytest.mark.parametrize("changes", [{"platform": Platform.TEST}, {"mode": Mode.DEFERRED}])
def test_no_terminal_for_immediate_payments_on_the_platform_is_wrong(changes):
    terminal = a_terminal(**{"platform": Platform.PRODUCTION, "keys": (OWN,), **changes})

    assert FAULT in [level for level, text in troubles(terminal) if "immediate payments" in text]


def test_no_finding_holds_a_key():
    said = str(list(check_terminals([a_terminal(keys=(KEY,)), a_terminal(keys=(KEY, KEY))], "test"))).lower()

    assert KEY.hex() not in said
