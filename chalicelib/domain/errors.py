"""What can be refused or can fail, named after what the caller does next.

GuichetError
├── InvalidValue            a value that cannot be: an amount, a currency, an order number
├── StartRefused            this order cannot be started (again)
│   ├── OrderPaid           it has been paid
│   ├── OrderChanged        amount, currency, mode or instalments differ from the first start
│   ├── PartnerDeciding     a payment partner is still deciding
│   └── TooManyAttempts     its attempts are used up
├── OperationRefused        this operation cannot be recorded
│   ├── NotPossibleNow      the order's state does not allow it
│   ├── NotEnoughLeft       less is left than was asked for
│   └── KeyReused           the idempotency key came with another request before
├── CaseUnknown             no case has this id
├── OrderUnknown            no order has this number
├── Stale                   the record changed meanwhile; carries what is stored now
├── KnownEntry              a message that is kept beside its order is there already
├── StoreUnavailable        nothing could be stored or read in time
├── SettingsError           the deployment is not configured rightly; says which setting
├── BankSilent              a service of the bank gave no whole answer
├── MailRefused             the mail service will never take this mail
└── MailUncertain           the mail service did not take it, or did and could not say so
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .order import Order


class GuichetError(Exception):
    """What the core raises on purpose. What is wrong with a message has errors of its own, beside what reads it."""


class InvalidValue(GuichetError, ValueError):
    """A value from outside that cannot be; the text says why and is safe to show."""


class StartRefused(GuichetError):
    """The order cannot be started (again)."""

    def __init__(self, order: Order) -> None:
        super().__init__(order.number)
        self.order = order


class OrderPaid(StartRefused):
    """The order has been paid or authorized."""


class OrderChanged(StartRefused):
    """Amount, currency, mode or instalments differ from those of the first start."""


class PartnerDeciding(StartRefused):
    """A payment partner is still deciding about the last attempt."""


class TooManyAttempts(StartRefused):
    """The order's attempts are used up."""


class OrderUnknown(GuichetError):
    """No order has this number."""


class Stale(GuichetError):
    """The record is not what the decision was made on; decide again on `stored`."""

    def __init__(self, stored: Order | None) -> None:
        super().__init__(stored.number if stored else "no such order")
        self.stored = stored


class KnownEntry(GuichetError):
    """The entry stands beside its order already; nothing was written."""


class StoreUnavailable(GuichetError):
    """The store did not answer, or refused, within its time."""


class SettingsError(GuichetError):
    """A setting or secret is missing or wrong; the text names it and never quotes a secret."""


class MailRefused(GuichetError):
    """The mail service answered that it will never take this mail."""


class MailUncertain(GuichetError):
    """The mail service did not take the mail, or did and could not say so; it is to be tried again."""


class OperationRefused(GuichetError):
    """This operation cannot be recorded; the text says why and is safe to show."""


class NotPossibleNow(OperationRefused):
    """The order's state does not allow the operation."""


class NotEnoughLeft(OperationRefused):
    """Less is left than was asked for."""


class KeyReused(OperationRefused):
    """The idempotency key came with another request before."""


class CaseUnknown(GuichetError):
    """No case has this id."""


class BankSilent(GuichetError):
    """A service of the bank gave no whole answer in time; what it did is not known. The text says what happened."""
