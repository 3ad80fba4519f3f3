"""The guide's programs against a whole local stack, paid at the simulated bank."""

from __future__ import annotations

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.docs.programs import command, missing

pytestmark = pytest.mark.xdist_group("docs")

LONGEST_FIRST_PAUSE = 2.5  # seconds after which every program has asked twice
LANGUAGES = ["sh", "py", "php", "mjs"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_start_gives_the_banks_form_and_a_view_token(shop, number, language):
    payment = shop.start(number, f"start.{language}")

    assert payment["status"] == "pending"
    assert payment["reference"] == f"{number}01"
    assert payment["form"]["action"].startswith(shop.dev["bank"])
    assert payment["form"]["fields"]["montant"] == "62.73EUR"
    assert payment["view_token"].startswith(number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_start_of_a_paid_order_fails_with_the_problem(shop, number, language):
    shop.play("paid", shop.start(number))

    done = shop.run(f"start.{language}", ORDER_TOKEN=shop.order_token(number))

    assert done.returncode != 0
    if language == "sh":
        assert json.loads(done.stdout)["type"] == "urn:guichet:problem:order-paid"
    else:
        assert done.stderr.strip() == "nothing is left to pay: show the order instead"


@pytest.mark.parametrize("language", ["py", "php", "mjs"])
def test_another_problem_is_told_by_its_title(shop, language):
    done = shop.run(f"start.{language}", ORDER_TOKEN="a.b.c")

    assert done.returncode != 0
    assert done.stderr.startswith("The token cannot be read: ")


@pytest.fixture(scope="module")
def following(shop):
    """By language, what will have been followed. All at once, since most of it is waiting."""
    here = [language for language in LANGUAGES if not missing(language)]
    with ThreadPoolExecutor(len(here)) as pool:
        yield {language: pool.submit(followed, shop, language) for language in here}


def followed(shop, language):
    """The statuses that a program told of an order that is refused, then paid; and its exit status."""
    number = f"DOC{language}".upper()
    payment = shop.start(number)
    environment = shop.environment(VIEW_TOKEN=payment["view_token"])
    program = command(f"status.{language}", number)

    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as process:
        told = [process.stdout.readline().strip()]
        time.sleep(LONGEST_FIRST_PAUSE)
        shop.play("refused", payment)
        told.append(process.stdout.readline().strip())
        shop.play("paid", payment)
        told += process.communicate(timeout=60)[0].split()
    return told, process.returncode


@pytest.mark.parametrize("language", LANGUAGES)
def test_following_an_order_tells_each_status_once_until_it_is_paid(following, language):
    command(f"status.{language}")  # skips where the language is not here

    assert following[language].result() == (["pending", "refused", "paid"], 0)


@pytest.mark.parametrize("language", ["py", "php", "mjs"])
def test_the_back_end_sees_order_attempts_and_cases(shop, number, language):
    payment = shop.start(number)
    shop.play("refused-then-paid", payment)
    odd = shop.start(f"{number}-B")
    shop.play("wrong-amount", odd)

    done = shop.run(f"backend.{language}", number)

    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[:2] == [f"{number} paid 62.73 EUR", f"attempt {number}01 accepted"]
    assert any(line.startswith(f"case wrong-amount {number}-B ") for line in lines[2:])


def test_the_back_end_sees_them_with_curl_too(shop, number):
    shop.play("wrong-amount", shop.start(number))

    done = shop.run("backend.sh", number, SERVICE_TOKEN=shop.service_token())

    order, cases = (json.loads(line) for line in done.stdout.splitlines())
    assert order["cases"][0]["kind"] == "wrong-amount"
    assert number in [case["order"] for case in cases["cases"]]
