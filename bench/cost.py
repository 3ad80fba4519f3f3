"""`python -m bench.cost [CALLS]`: what a million usual orders cost at AWS's list prices, ours beside (a) and (b).

A usual order is a start, a notification, the confirmation that the stream brings about, and two reads by the shop. CPU,
requests, log and item sizes are measured; how long AWS takes to answer is assumed, alike for all, and so is that a full
virtual CPU of Lambda (1,769 MB) is as fast as this machine's. Of a rival, start and read are taken to cost what its
answer to a duplicate does, which is one request. Storage, backups, keys, traffic and the free tiers are left out.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from . import calls, results, stand, units, written
from .prices import PRICES
from .table import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .calls import Row
    from .written import Units

MILLION = 1_000_000
CALLS = 60
API_MB, WORKER_MB, FULL_CPU_MB = 1024, 512, 1769
STORE_MS, MAIL_MS = 5.0, 50.0
"""Assumed: the answer of DynamoDB and of SES, from inside AWS."""
LAMBDA_LOG = 300
"""Bytes that Lambda itself logs of an invocation: START, END, REPORT."""
READS = 2
FUNCTIONS_ON_STREAM = 2
MONTH_MINUTES = 30 * 24 * 60


@dataclass(frozen=True)
class Work:
    """So many invocations of one kind, as one row of the calls measured it."""

    row: Row
    times: float
    memory: int = API_MB

    @property
    def billed_seconds(self) -> float:
        """Of one invocation: Lambda gives CPU by memory, and bills whole milliseconds."""
        cpu = self.row.median / 1000 * max(1.0, FULL_CPU_MB / self.memory)
        return ceil(cpu + self.row.dynamodb * STORE_MS + self.row.mails * MAIL_MS) / 1000


def ours(rows: dict[tuple[str, str], Row]) -> list[Work]:
    """Of one order. Each write wakes both functions on the stream; in a shop with less to do, alone."""
    mine = {task: row for (task, who), row in rows.items() if who == "Guichet"}
    idle = FUNCTIONS_ON_STREAM * 4 - 1  # writes: start, notification, claim, settled
    return [
        Work(mine["start"], 1),
        Work(mine["notification"], 1),
        Work(mine["read"], READS),
        Work(mine["confirmation from the stream"], 1, WORKER_MB),
        Work(mine["stream record with nothing to do"], idle, WORKER_MB),
    ]


def rivals(rows: dict[tuple[str, str], Row], who: str) -> list[Work]:
    """Of one order."""
    return [Work(rows["notification", who], 1), Work(rows["duplicate", "(a) tutorial"], 1 + READS)]


def bill(work: list[Work], used: Units, read: float) -> dict[str, float]:
    """Dollars for a million orders, by what AWS bills; `read` is what one read by the shop takes."""
    invocations = sum(one.times for one in work)
    amounts = {
        "API Gateway (REST)": 2.0 + READS,
        "Lambda requests": invocations,
        "Lambda GB-seconds": sum(one.times * one.billed_seconds * one.memory / 1024 for one in work),
        "DynamoDB writes": used.writes,
        "DynamoDB reads": used.reads + READS * read,
        "Log bytes": sum(one.times * (one.row.logged + LAMBDA_LOG) for one in work),
        "Mails": sum(one.times * one.row.mails for one in work),
    }
    return {name: PRICES[name].of(amount * MILLION) for name, amount in amounts.items()}


def schedules(rows: dict[tuple[str, str], Row]) -> float:
    """Dollars a month for the two functions that look each minute whether anything is due, and find nothing."""
    look = Work(rows["sweep with nothing due", "Guichet"], 2 * MONTH_MINUTES, WORKER_MB)
    seconds = look.times * look.billed_seconds * look.memory / 1024
    return (
        PRICES["Lambda requests"].of(look.times)
        + PRICES["Lambda GB-seconds"].of(seconds)
        + PRICES["DynamoDB reads"].of(look.times * look.row.dynamodb * 0.5)
        + PRICES["Log bytes"].of(look.times * (look.row.logged + LAMBDA_LOG))
    )


def bills(found: Iterable[Row], used: dict[str, Units]) -> tuple[dict[str, dict[str, float]], float]:
    """Everybody's bill, and what our schedules cost a month."""
    rows = {(row.task, row.who): row for row in found}
    work = {"Guichet": ours(rows), **{who: rivals(rows, who) for who in ("(a) tutorial", "(b) idempotency")}}
    read = {who: units.reads(of.item, consistent=who == "Guichet") for who, of in used.items()}
    return {who: bill(work[who], used[who], read[who]) for who in work}, schedules(rows)


def report(found: dict[str, dict[str, float]], monthly: float) -> str:
    """A table of what AWS bills, with sums, and how sure each price is."""
    rows = [[name, *(f"{of[name]:.2f}" for of in found.values()), PRICES[name].source] for name in PRICES]
    without = [sum(of.values()) - of["Mails"] for of in found.values()]
    rows.append(["sum", *(f"{sum(of.values()):.2f}" for of in found.values()), ""])
    rows.append(["sum without mails", *(f"{rest:.2f}" for rest in without), ""])
    rows.append(["… to Guichet's", *(f"{rest / without[0]:.2f}" for rest in without), ""])
    title = "US dollars for a million usual orders"
    fixed = f"besides, our schedules: {monthly:.2f} dollars a month, however many orders\n\n"
    return table(title, ["", *found, "price from"], rows) + fixed


def main(arguments: Iterable[str]) -> int:
    with stand.running() as running:
        used = written.measure(running)
        found, monthly = bills(calls.measure(running, int(next(iter(arguments), CALLS))), used)
    sys.stdout.write(report(found, monthly))
    results.keep("cost", {"dollars": found, "schedules_a_month": monthly})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
