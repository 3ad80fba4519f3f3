"""Named ways for a payment to go, played as a shopper would, and to go wrong on the way.

A scenario plays to the end of what concerns the bank; `after` decides who waits for what leaves late.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bank.authentication import encoded
from bank.cards import CardFacts, card_facts, card_for
from bank.partners import PartnerFacts, offered
from bank.refusal import VisitClosed
from bank.visits import Attempt, Delivery, Message, Visit, VisitState

if TYPE_CHECKING:
    from bank.counter import Alteration, Counter

After = Callable[[float, Callable[[], object]], None]
DEFAULT_DELAY = 5.0
CARD_LIFE = timedelta(days=730)


@dataclass(frozen=True)
class Shopper:
    """Somebody on one visit, who plays one scenario."""

    counter: Counter
    visit: Visit
    ip: str
    delay: float
    after: After

    def pay(self, behaviour: str, alter: Alteration | None = None) -> Attempt:
        return self.counter.present(self.visit.id, self.card(behaviour), self.ip, alter)

    def card(self, behaviour: str) -> CardFacts:
        expiry = (self.counter.clock() + CARD_LIFE).date()
        return card_facts(card_for(behaviour), expiry, self.counter.terminal_of(self.visit).key)

    def pay_with_partner(self, answer: str) -> Attempt:
        """The first method that the page offers, answering `accepts`, `refuses` or `waits`."""
        methods = offered(self.counter.terminal_of(self.visit), self.visit.fields)
        if not methods:
            raise VisitClosed("this page offers no partner's method")
        return self.counter.present(self.visit.id, PartnerFacts(methods[0], f"partner-{answer}"), self.ip)

    def stored_acceptance(self) -> Message | None:
        accepted = self.visit.accepted
        return self.counter.message_of(accepted) if accepted else None


def paid(shopper: Shopper) -> None:
    shopper.counter.notify(shopper.pay("accepted"))


def paid_once(shopper: Shopper) -> None:
    shopper.counter.notify(shopper.pay("accepted-once"))


def refused(shopper: Shopper) -> None:
    shopper.counter.notify(shopper.pay("refused"))


def refused_then_paid(shopper: Shopper) -> None:
    refused(shopper)
    paid(shopper)


def duplicate(shopper: Shopper) -> None:
    """Once, once more, then three at the same time."""
    counter = shopper.counter
    message = shopper.stored_acceptance() or counter.message_of(shopper.pay("accepted"))
    counter.deliver(message)
    counter.deliver(message)
    with ThreadPoolExecutor(max_workers=3) as pool:
        for delivery in [pool.submit(counter.deliver, message) for _ in range(3)]:
            delivery.result()


def late_refusal(shopper: Shopper) -> None:
    early = shopper.pay("refused")
    paid(shopper)
    shopper.counter.notify(early)


def wrong_amount(shopper: Shopper) -> None:
    asked = shopper.visit.fields["montant"]
    other = f"{'1.00' if asked[:-3] not in ('1', '1.0', '1.00') else '2.00'}{asked[-3:]}"
    shopper.counter.notify(shopper.pay("accepted", lambda fields: {**fields, "montant": other}))


def wrong_key(shopper: Shopper) -> None:
    key = bytes(byte ^ 0xFF for byte in shopper.counter.terminal_of(shopper.visit).key)
    forged = shopper.counter.forge(shopper.visit.id, shopper.card("accepted"), shopper.ip, key)
    shopper.counter.deliver(forged)


def unknown_field(shopper: Shopper) -> None:
    shopper.counter.notify(shopper.pay("accepted", _from_the_future))


def slow(shopper: Shopper) -> None:
    attempt = shopper.pay("accepted")
    shopper.after(shopper.delay, lambda: shopper.counter.notify(attempt))


def lost(shopper: Shopper) -> None:
    shopper.pay("accepted")


def replay_by_get(shopper: Shopper) -> None:
    message = shopper.stored_acceptance() or shopper.counter.message_of(shopper.pay("accepted"))
    shopper.counter.deliver(message, "GET")


def stored_card(shopper: Shopper) -> None:
    card = shopper.counter.stored_card(shopper.visit)
    if card is None:
        raise VisitClosed("no card is stored under the form's alias, or the form wants one typed")
    shopper.counter.notify(shopper.counter.present(shopper.visit.id, card, shopper.ip))


def partner_answers(answer: str) -> Callable[[Shopper], None]:
    def play_it(shopper: Shopper) -> None:
        shopper.counter.notify(shopper.pay_with_partner(answer))

    return play_it


def partner_waits_then(*, accepted: bool) -> Callable[[Shopper], None]:
    def play_both(shopper: Shopper) -> None:
        shopper.counter.notify(shopper.pay_with_partner("waits"))
        shopper.counter.notify(shopper.counter.end_wait(shopper.visit.id, accepted=accepted))

    return play_both


def _from_the_future(fields: dict[str, str]) -> dict[str, str]:
    """A field, a motif and a 3-D Secure version that nobody knows: the bank adds such without notice."""
    verdict = {"protocol": "3DSecure", "status": "not_enrolled", "version": "9.9.9"}
    return {
        **fields,
        "motifrefus": "Motif nouveau",
        "authentification": encoded(verdict),
        "champ-nouveau": "valeur nouvelle",
    }


@dataclass(frozen=True)
class Scenario:
    play: Callable[[Shopper], None]
    story: str
    resends: bool = False  # also makes sense on a reference already paid: its stored acceptance leaves again


SCENARIOS = {
    "paid": Scenario(paid, "The card is accepted."),
    "paid-once": Scenario(paid_once, "The card is accepted; its later instalments and renewals are refused."),
    "refused": Scenario(refused, "The card is refused; the reference stays payable."),
    "refused-then-paid": Scenario(refused_then_paid, "Refused, then accepted with another card."),
    "duplicate": Scenario(duplicate, "One acceptance, delivered five times, three of them at once.", resends=True),
    "late-refusal": Scenario(late_refusal, "Accepted; then the refusal of an earlier card arrives."),
    "wrong-amount": Scenario(wrong_amount, "Accepted for another amount, properly sealed."),
    "wrong-key": Scenario(wrong_key, "An acceptance that is not the bank's: sealed with another key."),
    "unknown-field": Scenario(unknown_field, "Accepted, with a field and values nobody has heard of."),
    "slow": Scenario(slow, "Accepted; the notification leaves only after a delay."),
    "lost": Scenario(lost, "Accepted; the notification never leaves, but is kept for replay."),
    "replay-by-get": Scenario(replay_by_get, "The POST is lost; the same message comes by GET.", resends=True),
    "stored-card": Scenario(stored_card, "The card stored under the form's alias is accepted; nothing is typed."),
    "partner-accepts": Scenario(partner_answers("accepts"), "Paid by a partner's method."),
    "partner-refuses": Scenario(partner_answers("refuses"), "The partner refuses; the reference stays payable."),
    "partner-waits": Scenario(partner_answers("waits"), "The partner has not decided yet, and goes on waiting."),
    "partner-waits-then-accepts": Scenario(
        partner_waits_then(accepted=True), "The partner keeps everybody waiting, then accepts."
    ),
    "partner-waits-then-refuses": Scenario(
        partner_waits_then(accepted=False), "The partner keeps everybody waiting, then refuses."
    ),
}


@dataclass(frozen=True)
class Played:
    """`messages` pairs each message with one delivery, in the order they left; None if it never did."""

    outcome: str
    messages: tuple[tuple[Message, Delivery | None], ...]


def play(name: str, shopper: Shopper) -> Played:
    """Raises VisitClosed when the visit cannot take the cards that the scenario presents."""
    before = _deliveries(shopper)
    SCENARIOS[name].play(shopper)
    fresh = [pair for pair in _deliveries(shopper) if pair not in before]
    with shopper.counter.store.reading() as rows:
        visit = rows.visit(shopper.visit.id) or shopper.visit
    return Played(_outcome(visit, shopper), tuple(fresh))


def _deliveries(shopper: Shopper) -> list[tuple[Message, Delivery | None]]:
    with shopper.counter.store.reading() as rows:
        messages = rows.messages(shopper.visit.id)
    left = [(message, delivery) for message in messages for delivery in message.deliveries]
    left.sort(key=lambda pair: pair[1].id)
    return [*left, *((message, None) for message in messages if not message.deliveries)]


def _outcome(visit: Visit, shopper: Shopper) -> str:
    state = visit.state(shopper.counter.clock())
    return "refused" if state is VisitState.OPEN and visit.decided else state.value
