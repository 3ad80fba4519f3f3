"""What the API function works with, made once: settings, keys, the record of orders, messages kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..aws.order_list import OrderList
from ..aws.rejected_items import RejectedItems
from ..aws.secrets import SecretDocument
from ..aws.session import dynamodb, secretsmanager
from .keys import KeyRing
from .measured_orders import MeasuredOrders
from .settings import ApiSettings, api_settings


@dataclass(frozen=True, slots=True)
class ApiRuntime:
    """One process's view of the deployment."""

    settings: ApiSettings
    keys: KeyRing
    orders: MeasuredOrders
    list: OrderList
    rejected: RejectedItems


@cache
def runtime() -> ApiRuntime:
    """Made at the first call; raises SettingsError."""
    settings = api_settings()
    return ApiRuntime(
        settings=settings,
        keys=KeyRing(SecretDocument(secretsmanager(), settings.secret)),
        orders=MeasuredOrders(dynamodb(), settings.table),
        list=OrderList(dynamodb(), settings.table),
        rejected=RejectedItems(dynamodb(), settings.table),
    )
