import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from shop.bill import Line, bill_for
from shop.customer import EXAMPLE, customer_from
from shop.orders import Orders

CAMILLE = customer_from(EXAMPLE)
BILL = bill_for((Line("Bougie Figuier", 1, 2400, 2000),))


def test_an_order_is_found_again_as_it_was_placed(tmp_path):
    order = Orders(tmp_path / "shop").place("shopper", "cart", CAMILLE, BILL)

    assert Orders(tmp_path / "shop").find(order.number) == order


def test_numbers_are_short_enough_for_the_bank_s_twelve_characters(tmp_path):
    order = Orders(tmp_path).place("shopper", "cart", CAMILLE, BILL)

    assert re.fullmatch(r"[A-Za-z0-9-]{1,10}", order.number)


def test_threads_and_restarts_never_share_a_number(tmp_path):
    def place(number):
        return Orders(tmp_path).place("shopper", f"cart {number}", CAMILLE, BILL).number

    with ThreadPoolExecutor(16) as threads:
        numbers = list(threads.map(place, range(80)))

    assert len(set(numbers)) == 80


def test_a_number_is_never_given_again_even_when_its_order_is_erased(tmp_path):
    first = Orders(tmp_path).place("shopper", "cart", CAMILLE, BILL)
    with closing(sqlite3.connect(tmp_path / "shop.sqlite3")) as database, database:
        database.execute("DELETE FROM orders")

    assert Orders(tmp_path).place("shopper", "cart", CAMILLE, BILL).number != first.number


def test_the_same_content_of_the_same_cart_is_one_order_however_often_it_is_sent(tmp_path):
    orders = Orders(tmp_path)

    with ThreadPoolExecutor(8) as threads:
        numbers = set(threads.map(lambda _: orders.place("shopper", "cart", CAMILLE, BILL).number, range(24)))

    assert len(numbers) == 1


def test_other_content_or_another_cart_is_another_order(tmp_path):
    orders = Orders(tmp_path)
    elsewhere = customer_from({**EXAMPLE, "city": "Rennes"})

    numbers = {
        orders.place("shopper", "cart", CAMILLE, BILL).number,
        orders.place("shopper", "cart", elsewhere, BILL).number,
        orders.place("shopper", "other cart", CAMILLE, BILL).number,
    }
    assert len(numbers) == 3


def test_what_is_no_number_finds_nothing(tmp_path):
    orders = Orders(tmp_path)
    number = orders.place("shopper", "cart", CAMILLE, BILL).number

    for other in (
        "",
        "LUM",
        number.removeprefix("LUM"),
        f"LUM0{'9' * 30}",
        "LUM²",
        "LUM1",
        number.lower(),
        f"{number} ",
    ):
        assert orders.find(other) is None
