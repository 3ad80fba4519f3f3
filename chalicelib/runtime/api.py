"""What the API function works with, made once: settings, keys, the record of orders."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..aws.order_list import OrderList
from ..aws.order_store import OrderStore
from ..aws.secrets import SecretDocument
from ..aws.session import dynamodb, secretsmanager
from .keys import KeyRing
from .settings import ApiSettings, api_settings


@dataclass(frozen=True, slots=True)
class ApiRuntime:
    """One process's view of the deployment."""

    settings: ApiSettings
    keys: KeyRing
    orders: OrderStore
    list: OrderList


@cache
def runtime() -> ApiRuntime:
    """Made at the first call; raises SettingsError."""
    settings = api_settings()
    return ApiRuntime(
        settings=settings,
        keys=KeyRing(SecretDocument(secretsmanager(), settings.secret)),
        orders=OrderStore(dynamodb(), settings.table),
        list=OrderList(dynamodb(), settings.table),
    )
