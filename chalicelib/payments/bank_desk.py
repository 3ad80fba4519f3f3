"""Where the bank's services are spoken to about a payment: which terminal it was made on, and what its books say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..monetico.services import Payment, status_body
from ..monetico.status import read_books

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.order import Order
    from ..domain.record import Attempt
    from ..domain.reports import Books
    from .ports import Bank
    from .terminals import Terminal, Terminals


@dataclass(frozen=True, slots=True)
class BankDesk:
    """The bank's services, and the terminals whose keys seal what is asked of them."""

    bank: Bank
    terminals: Callable[[], Terminals]

    def payment(self, order: Order, attempt: Attempt) -> tuple[Terminal, Payment]:
        """What a service is asked about; raises SettingsError where the terminal is no longer configured."""
        terminal = self.terminals().of_attempt(attempt)
        return terminal, Payment(
            terminal=terminal.tpe,
            company=terminal.company,
            reference=attempt.reference,
            language="FR",
            amount=order.amount,
            ordered_on=attempt.started_at.date(),
        )

    def books(self, order: Order, attempt: Attempt) -> Books:
        """What the bank says of an attempt; raises BankSilent, UnclearStatus or SettingsError."""
        terminal, payment = self.payment(order, attempt)
        answer = self.bank.call("status", attempt.platform, status_body(payment, terminal.keys[0]))
        return read_books(answer, order.amount.currency)
