"""What the pages work with, held by the Flask application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from shop.api import Api
    from shop.orders import Orders
    from shop.settings import Settings

NAME = "atelier-lumen"


@dataclass(frozen=True)
class Services:
    settings: Settings
    api: Api
    orders: Orders
    clock: Callable[[], float]


def services() -> Services:
    return cast("Services", current_app.extensions[NAME])
