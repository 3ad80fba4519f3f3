"""One seed is one world: some orders, their shoppers and staff, the bank, our functions, and what goes wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from chalicelib.events.operations import operations, settle
from chalicelib.events.outbox import outbox
from chalicelib.events.sweep import sweep
from simulation.asked import Asked
from simulation.bank import Bank
from simulation.broken import Broken
from simulation.chance import Chance
from simulation.couriers import Couriers
from simulation.dynamodb import DynamoDB
from simulation.faults import Faults
from simulation.fleet import Fleet
from simulation.http_api import Api
from simulation.hub import Hub, current
from simulation.network import Network
from simulation.post import Post
from simulation.process import Backends
from simulation.schedule import Schedule
from simulation.secret_keeper import Secrets
from simulation.services import Services
from simulation.shopper import Plan, Shopper
from simulation.staff import Staff
from simulation.strangers import Stranger
from simulation.stream import Shard, Stream
from simulation.table import Table, Write
from simulation.timeline import described
from simulation.verdict import Verdict
from simulation.watch import Watch
from simulation.wiring import moment, wired

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR, DAY = 3600.0, 86_400.0
EPOCH = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
HEALS_AFTER = (8 * HOUR, 3 * DAY, 15 * DAY, 100 * DAY)
LONG = ("split", "recurring")
SHARDS = {"outbox": (25, outbox, 2), "operations": (10, operations, 2)}
"""Function by function: the size of a batch, the handler, and over how many shards its stream comes."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """What to simulate. `only` replays just these faults, `kept` just these orders."""

    seed: int
    orders: int
    only: frozenset[str] | None = None
    kept: frozenset[int] | None = None


@dataclass(slots=True)
class History:
    """What came of a world; `broken` is empty where every promise was kept."""

    ordered: Ordered
    broken: str = ""
    digest: str = ""
    events: int = 0
    mails: int = 0
    notifications: int = 0
    struck: dict[str, str] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    window: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)


class World:
    """Made from a seed, run once. `told` is given each line of its story."""

    def __init__(self, ordered: Ordered, told: Callable[[float, str], None] | None = None) -> None:
        self.ordered = ordered
        self.chance = Chance(ordered.seed, "world")
        self.start = EPOCH + self.chance.between(0, 365 * DAY)
        self.hub = Hub(ordered.seed, self.start, self._telling(told))
        self.faults = Faults(ordered.only)
        self.faults.draw(self.chance)
        self.history = blake2b(digest_size=8)
        self.writes = 0
        self._build()

    def run(self) -> History:
        """The whole history; a promise that is broken ends it."""
        end = self._people()
        told = ""
        try:
            with wired():
                self.hub.run(end)
                told = "; ".join(self._verdict(end).faults())
        except Broken as broken:
            told = str(broken)
        return self._history(told)

    def _verdict(self, end: float) -> Verdict:
        moment = datetime.fromtimestamp(end, UTC)
        return Verdict(self.table, self.bank, self.couriers, self.post, self.asked, moment)

    def _build(self) -> None:
        network = Network(self.hub, self.faults)
        secrets = Secrets.drawn(self.chance)
        secrets.network = network
        self.bank = Bank(self.hub, secrets.contracts())
        self.watch = Watch(self.bank)
        self.table = Table(lambda: self.hub.now, self._written)
        self.asked = Asked(self.table, self.watch.hurried)
        self.post = Post(network, self.watch.claims)
        services = Services(self.bank, network, self.asked)
        backends = Backends(DynamoDB(self.table, network), secrets, self.post, services)
        fleet = Fleet(self.hub, self.faults, backends, moment)
        self.api = Api(fleet, secrets.shop_key)
        self.couriers = Couriers(self.bank, self.api, self.faults, self.table, secrets)
        self.bank.notify = self.couriers.send
        self.stream = Stream(
            [
                [Shard(kind, f"{kind}/{n}", most, handler, self.hub, fleet, self.faults) for n in range(count)]
                for kind, (most, handler, count) in SHARDS.items()
            ]
        )
        self.schedules = [
            Schedule(kind, handler, self.hub, fleet, self.faults, self.table, 60.0)
            for kind, handler in (("sweep", sweep), ("settle", settle))
        ]
        self.secrets = secrets

    def _people(self) -> float:
        """Everybody on their way; when all of it is over."""
        chance, seed = self.chance, self.ordered.seed
        self.bank.captures_itself = chance.happens(0.5)
        self.bank.card_accepts = lambda reference: Chance(seed, reference).happens(0.8)
        if chance.happens(0.4):
            self.secrets.rotate(self.hub, self.bank, chance, self.start + chance.between(-40 * HOUR, 40 * HOUR))
        heals = chance.choice(HEALS_AFTER)
        self.hub.at(self.start + heals, self._heal)
        lasts = 16 * DAY
        for n in range(self.ordered.orders):
            if self.ordered.kept is not None and n not in self.ordered.kept:
                continue
            number = f"C{seed}-{n}"
            own = Chance(seed, number)
            plan = Plan.drawn(number, own)
            self._send(plan, own)
            lasts = max(lasts, 95 * DAY if plan.mode in LONG else 0)
        return self.start + max(heals, lasts) + (36 if lasts > 16 * DAY else 14) * DAY

    def _send(self, plan: Plan, own: Chance) -> None:
        shopper, begins = Shopper(plan, self.api, self.bank), plan.begins
        for visit in range(plan.visits):
            self.hub.spawn(f"{plan.number}/visit{visit}", shopper.visit, after=begins)
            begins += own.span(0.01, 3 * HOUR)
        if own.happens(0.1):
            self.hub.spawn(f"{plan.number}/stranger", Stranger(plan, self.bank, self.api).call, after=plan.begins)
        self.hub.spawn(f"{plan.number}/staff", Staff(plan, self.api).work, after=plan.begins)

    def _telling(self, told: Callable[[float, str], None] | None) -> Callable[[str], None] | None:
        return None if told is None else lambda line: told(self.hub.now - self.start, line)

    def _heal(self) -> None:
        self.faults.healed = True

    def _written(self, write: Write) -> None:
        self.watch.written(write)
        self.writes += 1
        after = write.after or {}
        version = after.get("version", {"N": "-"})["N"]
        self.history.update(f"{self.hub.now!r} {write.key} {version};".encode())
        if self.hub.told is not None:
            self.hub.told(f"{current().name}: {described(write)}")
        if write.after is not None and write.key.startswith("order#"):
            self.stream.add(write.key, write.after, self.hub.now)
            due = datetime.fromisoformat(after["work_at"]["S"]).timestamp()
            for schedule in self.schedules:
                schedule.look(due)

    def _history(self, broken: str) -> History:
        cases: Counter[str] = Counter()
        for key, item in self.table.items.items():
            if key.startswith("order#"):
                cases.update(case["M"]["kind"]["S"] for case in item["cases"]["L"])
            elif key.startswith("message#"):
                cases[item["kind"]["S"]] += 1
        return History(
            ordered=self.ordered,
            broken=broken,
            digest=self.history.hexdigest(),
            events=self.writes,
            mails=sum(map(len, self.post.sent.values())),
            notifications=self.couriers.delivered,
            struck=self.faults.struck,
            faults=self.faults.counts,
            window=self.post.window,
            cases=cases,
        )
