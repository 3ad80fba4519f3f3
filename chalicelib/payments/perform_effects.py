"""Do what orders owe: claim with a lease, act, settle. What a crash leaves falls due again when the lease ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import uuid4

from ..domain.errors import MailRefused, MailUncertain
from ..domain.reports import EffectClaimed, EffectDone, EffectFailed, RetentionReviewed, TimePassed
from ..domain.retention import DEFAULT, Retention
from ..mail.confirmation import confirmation
from .reporting import report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, timedelta

    from ..domain.order import Order
    from ..domain.record import Effect
    from ..mail.seller import Seller
    from .ports import Mailer, Orders


class Ending(StrEnum):
    """How one try of an effect ended."""

    DONE = "done"
    TAKEN = "taken"  # by another worker, or no longer owed
    POSTPONED = "postponed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Performed:
    """One effect that was tried, for the log."""

    order: str
    effect: str
    ending: Ending


@dataclass(frozen=True, slots=True)
class Worker:
    """What performs effects, and with what. The mailer must give up well within `lease`."""

    orders: Orders
    mailer: Mailer
    seller: Seller
    lease: timedelta
    now: Callable[[], datetime]
    retention: Retention = DEFAULT

    def perform_due(self, order: Order) -> Iterator[Performed]:
        """Try everything that the order owes now; it may be an older version of what is stored."""
        for effect in order.effects.values():
            if effect.owed and effect.due_at <= self.now():
                yield Performed(order.number, effect.id, self._perform(order, effect))

    def let_time_pass(self, number: str) -> Iterator[Performed]:
        """What a sweep does about an order: lapse a page that has closed, perform what is owed, let go what may."""
        order = self.orders.order(number)
        if order is not None:
            order = report(self.orders, order, TimePassed(self.now()))
        if order is not None:
            order = report(self.orders, order, RetentionReviewed(self.retention, self.now()))
        if order is not None:
            yield from self.perform_due(order)

    def _perform(self, order: Order, effect: Effect) -> Ending:
        claim = EffectClaimed(effect.id, uuid4().hex, self.now(), self.lease)
        claimed = report(self.orders, order, claim)
        # The owner is new with each claim: finding it stored means that this claim was written, even where the
        # answer to the write was lost.
        if claimed is None or claimed.effects[effect.id].owner != claim.owner:
            return Ending.TAKEN
        outcome = self._send(claimed, claim)
        report(self.orders, claimed, outcome)
        if isinstance(outcome, EffectDone):
            return Ending.DONE
        return Ending.FAILED if outcome.final else Ending.POSTPONED

    def _send(self, order: Order, claim: EffectClaimed) -> EffectDone | EffectFailed:
        customer = self.orders.customer(order.number)
        if customer is None:
            return EffectFailed(claim.effect, claim.owner, self.now(), "customer erased", final=True)
        mail = confirmation(order, customer, self.seller)
        if self.now() >= claim.now + claim.lease:
            return EffectFailed(claim.effect, claim.owner, self.now(), "lease over before sending")
        try:
            self.mailer.send(mail)
        except MailRefused as refused:
            return EffectFailed(claim.effect, claim.owner, self.now(), str(refused), final=True)
        except MailUncertain as uncertain:
            return EffectFailed(claim.effect, claim.owner, self.now(), str(uncertain))
        return EffectDone(claim.effect, self.now())
