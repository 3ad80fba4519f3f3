"""The bank's side of an order: what it decides, what it sends and how often; and what is wrong in the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from bank.seal import seal
from bank.wire import encode

from .. import traffic
from .faults import Fate
from .world import START, delivered

if TYPE_CHECKING:
    from .world import Counterparty

KEY = bytes(range(20))
ROUNDS = 5
PAUSE_SECONDS = 900
REFUSED_FIRST = 0.2
REFUSED_FOR_GOOD = 0.05
TWICE = 0.2
AT_ONCE = 0.1

TWO_MAILS = "more than one mail"
KINDS = (
    "paid at the bank, not paid here",
    "of these, acknowledged to the bank",
    "refused at the bank, paid here",
    "refused at the bank, not refused here",
    "money counted twice",
    "no mail",
    "mail without payment",
    TWO_MAILS,
)


@dataclass
class Message:
    """One sealed message, and whether the bank got the acknowledgement."""

    body: bytes
    pays: bool
    acknowledged: bool = False


@dataclass
class Tally:
    """Orders that ended wrong, by kind; an order may be of several."""

    orders: int = 0
    wrong: int = 0
    """With wrong money or a wrong state, or without their mail; a mail twice is told apart."""
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, kinds: list[str]) -> None:
        self.orders += 1
        self.wrong += any(kind != TWO_MAILS for kind in kinds)
        self.kinds.update(kinds)


def play(counter: Counterparty, seed: int, orders: int, scale: float = 1.0) -> Tally:
    """Every order from its start until nothing more comes."""
    tally = Tally()
    for place in range(orders):
        number, counter.world.now = f"K{place}", START
        messages = _order(counter, number, Random(f"{seed}:{place}"), scale)  # noqa: S311
        counter.heal(number)
        tally.add(_faults(counter, number, messages))
    return tally


def _order(counter: Counterparty, number: str, random: Random, scale: float) -> list[Message]:
    messages = _messages(counter.start(number), random)
    # The bank's own draws are not the faults': everybody meets the same bank, however many steps a delivery takes.
    faults = Random(random.random())  # noqa: S311
    for sent in range(ROUNDS):
        due = [message for message in messages[: sent + 1] if not message.acknowledged or random.random() < TWICE]
        random.shuffle(due)
        for message in due:
            together = random.random() < AT_ONCE and random.choice(messages[: sent + 1])
            _deliver(counter, message, together or None, Fate(faults, scale))
            _work(counter, Fate(faults, scale))
        counter.world.wait(PAUSE_SECONDS)
    return messages


def _deliver(counter: Counterparty, message: Message, together: Message | None, fate: Fate) -> None:
    if together is not None:
        fate.meanwhile = lambda: _deliver(counter, together, None, Fate(fate.random, fate.scale))
    message.acknowledged |= delivered(counter, message.body, fate)


def _work(counter: Counterparty, fate: Fate) -> None:
    with counter.world.under(fate):
        counter.work()


def _messages(form: dict[str, str], random: Random) -> list[Message]:
    draw = random.random()
    refusal, acceptance = _message(traffic.refused(form), pays=False), _message(traffic.accepted(form), pays=True)
    if draw < REFUSED_FOR_GOOD:
        return [refusal]
    return [refusal, acceptance] if draw < REFUSED_FOR_GOOD + REFUSED_FIRST else [acceptance]


def _message(fields: dict[str, str], *, pays: bool) -> Message:
    return Message(encode({**fields, "MAC": seal(fields, KEY).upper()}).encode(), pays)


def _faults(counter: Counterparty, number: str, messages: list[Message]) -> list[str]:
    paid_there = any(message.pays for message in messages)
    paid_here, mails = counter.state(number) == "paid", counter.world.mails[number]
    acknowledged = any(message.pays and message.acknowledged for message in messages)
    found = {
        KINDS[0]: paid_there and not paid_here,
        KINDS[1]: paid_there and not paid_here and acknowledged,
        KINDS[2]: not paid_there and paid_here,
        KINDS[3]: not paid_there and any(m.acknowledged for m in messages) and counter.state(number) != "refused",
        KINDS[4]: counter.counted(number) > 1,
        KINDS[5]: paid_there and not mails,
        KINDS[6]: mails > 0 and not paid_there,
        TWO_MAILS: mails > 1,
    }
    return [kind for kind, is_so in found.items() if is_so]
