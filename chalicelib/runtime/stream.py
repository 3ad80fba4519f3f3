"""What the table's stream delivers, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..aws.order_item import from_dynamodb, order_key, order_of

if TYPE_CHECKING:
    from ..domain.order import Order


def order_in_stream_image(image: dict[str, Any] | None) -> Order | None:
    """The order in a stream record's new image; None where the record is not about one."""
    if not image or not image["pk"]["S"].startswith(order_key("")):
        return None
    return order_of(from_dynamodb(image))
