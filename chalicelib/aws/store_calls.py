"""Calls of DynamoDB: conflicts tried again, and boto3's errors turned into what the ports promise."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import StoreUnavailable
from .attribute_values import from_dynamodb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONFLICT_TURNS = 8
"""Times that a call is made again because another one was being written; some 400 ms in all."""


class ConditionFailed(Exception):
    """A condition failed; `items` is what is stored, an item or None for each action."""

    def __init__(self, items: list[dict[str, Any] | None]) -> None:
        super().__init__("a condition failed")
        self.items = items


def call(operation: Callable[..., Any], **parameters: Any) -> Any:
    """Call once, and again only after a conflict; raises ConditionFailed or StoreUnavailable."""
    for turn in range(CONFLICT_TURNS):
        with _errors():
            try:
                return operation(**parameters)
            except ClientError as error:
                if not _conflict(error):
                    raise
        time.sleep(random.uniform(0, 0.012 * 2 ** min(turn, 3)))  # noqa: S311 - jitter is no secret
    raise StoreUnavailable("other writes of the same order went on for too long")


@contextmanager
def _errors() -> Iterator[None]:
    """Turn what boto3 raises into what the ports promise."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            response: Any = error.response
            old = response.get("Item")
            raise ConditionFailed([from_dynamodb(old) if old else None]) from None
        reasons = _reasons(error)
        if any(reason["Code"] == "ConditionalCheckFailed" for reason in reasons):
            olds = [reason.get("Item") for reason in reasons]
            raise ConditionFailed([from_dynamodb(old) if old else None for old in olds]) from None
        raise StoreUnavailable(error.response["Error"]["Code"]) from error
    except BotoCoreError as error:
        raise StoreUnavailable(type(error).__name__) from error


def _reasons(error: ClientError) -> list[dict[str, Any]]:
    response: Any = error.response
    return list(response.get("CancellationReasons", ()))


def _conflict(error: ClientError) -> bool:
    """Whether another write of the same item was under way; boto3 does not retry these by itself.

    Also beside a condition that failed: what stands at the item in conflict is not told then.
    """
    codes = {error.response["Error"]["Code"], *(reason["Code"] for reason in _reasons(error))}
    return not codes.isdisjoint({"TransactionConflictException", "TransactionConflict"})
