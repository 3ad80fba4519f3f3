"""A process of ours: what it remembers between calls dies with it, and its clock is its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.aws.order_list import OrderList
from chalicelib.aws.rejected_items import RejectedItems
from chalicelib.aws.secrets import SecretDocument
from chalicelib.payments.bank_desk import BankDesk
from chalicelib.payments.operate import Operator
from chalicelib.payments.perform_effects import Worker
from chalicelib.payments.read_books import Reader
from chalicelib.runtime.api import ApiRuntime
from chalicelib.runtime.keys import KeyRing
from chalicelib.runtime.measured_orders import MeasuredOrders
from chalicelib.runtime.operations import OperationRuntime
from simulation.settings import API, EFFECTS, OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from simulation.hub import Hub


@dataclass(frozen=True, slots=True)
class Backends:
    """What every process of ours speaks to: the store, the keeper of secrets, the mail service, the bank."""

    dynamodb: Any
    secrets: Any
    mailer: Any
    bank: Any


@dataclass(eq=False, slots=True)
class Process:
    """One container of one function. `ahead` is by how much its clock differs from the true time."""

    kind: str
    hub: Hub
    backends: Backends
    ahead: float
    now: Callable[[], datetime]
    used_at: float = 0.0
    _api: ApiRuntime | None = field(default=None)
    _operations: OperationRuntime | None = field(default=None)
    _worker: Worker | None = field(default=None)

    @property
    def late(self) -> bool:
        """Whether its clock is farther from the true time than clocks usually are."""
        return abs(self.ahead) > 5

    def time(self) -> float:
        """What its clock says, in seconds since 1970."""
        return self.hub.now + self.ahead

    def api(self) -> ApiRuntime:
        """What `chalicelib.runtime.api.runtime` makes."""
        if self._api is None:
            client = self.backends.dynamodb
            self._api = ApiRuntime(
                API, self._keys(), self._orders(), OrderList(client, API.table), RejectedItems(client, API.table)
            )
        return self._api

    def operations(self) -> OperationRuntime:
        """What `chalicelib.runtime.operations.runtime` makes."""
        if self._operations is None:
            ring, orders, given = self._keys(), self._orders(), OPERATIONS
            desk = BankDesk(self.backends.bank, lambda: ring.current().terminals)
            self._operations = OperationRuntime(
                orders,
                desk,
                Operator(orders, desk, given.lease, given.settle_after, self.now),
                Reader(orders, desk, given.settle_after, self.now),
            )
        return self._operations

    def worker(self) -> Worker:
        """What `chalicelib.runtime.effects.worker` makes."""
        if self._worker is None:
            self._worker = Worker(
                self._orders(), self.backends.mailer, EFFECTS.seller, EFFECTS.lease, self.now, EFFECTS.retention
            )
        return self._worker

    def _orders(self) -> MeasuredOrders:
        return MeasuredOrders(self.backends.dynamodb, API.table)

    def _keys(self) -> KeyRing:
        return KeyRing(SecretDocument(self.backends.secrets, API.secret))
