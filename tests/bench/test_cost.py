"""The bill of made-up work, worked out by hand here."""

from __future__ import annotations

import pytest

from bench.calls import Row
from bench.cost import Work, bill, report
from bench.prices import PRICES
from bench.written import Units

ROW = Row("notification", "Guichet", best=900, median=1000, latency=3000, dynamodb=1, mails=0, logged=700)


def test_lambda_gives_cpu_by_memory_and_bills_whole_milliseconds():
    # 1 ms of CPU takes 1.73 ms at 1,024 MB and 3.46 ms at 512 MB; DynamoDB answers in 5.
    assert Work(ROW, 1).billed_seconds == 0.007
    assert Work(ROW, 1, 512).billed_seconds == 0.009
    assert Work(ROW, 1, 3538).billed_seconds == 0.006


def test_a_bill_has_every_invocation_unit_and_byte():
    dollars = bill([Work(ROW, 2)], Units(writes=10, reads=1, item=2000, records=4), read=0.5)

    assert dollars == pytest.approx(
        {
            "API Gateway (REST)": 4 * 3.50,
            "Lambda requests": 2 * 0.20,
            "Lambda GB-seconds": 2 * 0.007 * 1_000_000 * 0.0000133334,
            "DynamoDB writes": 10 * 0.625,
            "DynamoDB reads": 2 * 0.125,
            "Log bytes": 2 * (700 + 300) * 1_000_000 / 1e9 * 0.50,
            "Mails": 0,
        }
    )


def test_the_table_of_costs_says_where_each_price_is_from():
    dollars = dict.fromkeys(PRICES, 1.0)

    text = report({"Guichet": dollars, "(a) tutorial": {**dollars, "Mails": 5.0}}, monthly=2.5)

    assert [line for line in text.splitlines() if "not looked up" in line] != []
    assert "2.50 dollars a month" in text
