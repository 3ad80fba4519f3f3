"""A change set as a person reads it, and what of it must not happen by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ops.screen import Screen, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HEADINGS = ("action", "what", "type", "replacement")

PRECIOUS = {
    "AWS::DynamoDB::Table": "the orders would stay in the old table, and the API would begin with an empty one",
    "AWS::SecretsManager::Secret": "the keys would be gone, and no payment could be started or believed",
    "AWS::KMS::Key": "what the old key has encrypted could not be read any more",
    "AWS::ApiGateway::RestApi": "the notification address that the bank has would lead nowhere",
    "AWS::EC2::EIP": "the bank would refuse refunds from an address that it does not know",
}
"""What it would mean to lose or replace each."""

_ORDER = ("Remove", "Modify", "Import", "Dynamic", "Add")
_REPLACED = {"True": "REPLACED", "Conditional": "PERHAPS REPLACED"}


@dataclass(frozen=True, slots=True)
class Change:
    """`replacement` in words, empty where the resource stays itself; `danger` what would be lost, mostly nothing."""

    action: str
    logical_id: str
    type: str
    replacement: str
    danger: str

    @classmethod
    def of(cls, change: Mapping[str, Any]) -> Change:
        """From a ResourceChange of CloudFormation."""
        action, kind = change["Action"], change["ResourceType"]
        replacement = "REMOVED" if action == "Remove" else _REPLACED.get(change.get("Replacement", ""), "")
        if _writes_secret(change):
            replacement = "KEYS OVERWRITTEN"
        return cls(action, change["LogicalResourceId"], kind, replacement, PRECIOUS.get(kind, "") * bool(replacement))


def review(changes: Iterable[Mapping[str, Any]]) -> list[Change]:
    """What takes something away first, what only adds last."""
    return sorted((Change.of(change) for change in changes), key=lambda c: (_ORDER.index(c.action), c.logical_id))


def lines(changes: list[Change], screen: Screen) -> list[str]:
    """The table: what is replaced in red words, and below it what that would cost."""
    heading, *rows = table([(c.action, c.logical_id, c.type, c.replacement) for c in changes], HEADINGS)
    painted = [screen.paint(row, "bad" if c.replacement else "") for row, c in zip(rows, changes, strict=True)]
    return [screen.paint(heading, "strong"), *painted, "", *(screen.paint(told, "bad") for told in dangers(changes))]


def dangers(changes: Iterable[Change]) -> list[str]:
    """A sentence for each change that needs --allow-replacement."""
    return [f"{c.logical_id} ({c.replacement.lower()}): {c.danger}." for c in changes if c.danger]


def _writes_secret(change: Mapping[str, Any]) -> bool:
    """A secret that is no more than modified has its text written again, over the keys in it."""
    if change["ResourceType"] != "AWS::SecretsManager::Secret" or change["Action"] != "Modify":
        return False
    return any(detail.get("Target", {}).get("Name") == "SecretString" for detail in change.get("Details", ()))
