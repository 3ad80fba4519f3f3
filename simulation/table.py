"""DynamoDB as our store uses it: one table with its three indexes and its stream, in memory.

Its indexes lag behind as global secondary indexes do; a condition that fails brings the old item back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.expressions import Unknown, check_all_used, holds, updated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulation.expressions import Item

INDEXES = {"work": ("work", "work_at"), "cases": ("case_state", "case_at"), "days": ("day", "listed_at")}
_WHOLE = "cases"


class Refused(Exception):
    """A condition failed; `items` is what stands at each action, where its own condition was one that failed."""

    def __init__(self, items: list[Item | None], failed: list[bool]) -> None:
        super().__init__("a condition failed")
        self.items = items
        self.failed = failed


class Write(NamedTuple):
    """One change of one item."""

    key: str
    before: Item | None
    after: Item | None


class Table:
    """`written` is told of every write; `now` is the true time."""

    def __init__(self, now: Callable[[], float], written: Callable[[Write], None]) -> None:
        self.items: dict[str, Item] = {}
        self._now = now
        self._written = written
        self._places: dict[str, list[tuple[float, Item | None]]] = {}
        self._ever: dict[tuple[str, str], dict[str, None]] = {}

    def get(self, key: str) -> Item | None:
        """The item as it is now."""
        return self.items.get(key)

    def change(self, actions: list[Mapping[str, Any]]) -> list[Item]:
        """All of some actions or none of them; the items as they are then. Raises Refused."""
        olds = [self.items.get(_key_of(action)) for action in actions]
        failed = [not _allowed(action, old) for action, old in zip(actions, olds, strict=True)]
        if any(failed):
            raise Refused(olds, failed)
        writes = [Write(_key_of(a), old, _after(a, old)) for a, old in zip(actions, olds, strict=True)]
        for write in writes:
            self._store(write)
        return [write.after or {} for write in writes]

    def query(self, index: str, part: str, lag: float, within: Callable[[Item], bool], *, forward: bool) -> list[Item]:
        """The items of a partition of an index as it stood some seconds ago, in its order."""
        name, order = INDEXES[index]
        moment, there = self._now() - lag, {"S": part}
        stood = [self._as_of(self._places[key], moment) for key in self._ever.get((name, part), ())]
        fitting = [item for item in stood if item is not None and item.get(name) == there and within(item)]
        fitting.sort(key=lambda item: (item[order]["S"], item["pk"]["S"]), reverse=not forward)
        if index == _WHOLE:
            return fitting
        return [{name: item[name] for name in ("pk", *INDEXES[index])} for item in fitting]

    def _store(self, write: Write) -> None:
        if write.after is None:
            self.items.pop(write.key, None)
        else:
            self.items[write.key] = write.after
            for name, _ in INDEXES.values():
                if name in write.after:
                    self._ever.setdefault((name, write.after[name]["S"]), {})[write.key] = None
        places = self._places.setdefault(write.key, [])
        places.append((self._now(), write.after))
        del places[:-8]
        self._written(write)

    @staticmethod
    def _as_of(places: list[tuple[float, Item | None]], moment: float) -> Item | None:
        for since, item in reversed(places):
            if since <= moment:
                return item
        return places[0][1] if len(places) == 8 else None


def _key_of(action: Mapping[str, Any]) -> str:
    given: str = (action.get("Item") or action["Key"])["pk"]["S"]
    return given


def _allowed(action: Mapping[str, Any], old: Item | None) -> bool:
    condition, change = action.get("ConditionExpression"), action.get("UpdateExpression")
    check_all_used(action, *(text for text in (condition, change) if text))
    return condition is None or holds(condition, action, old)


def _after(action: Mapping[str, Any], old: Item | None) -> Item | None:
    if "Item" in action:
        after: Item = action["Item"]
    elif "UpdateExpression" in action:
        after = updated(old or action["Key"], action["UpdateExpression"], action)
    else:
        return None
    if len(after) > 40 or len(after.get("entries", {"L": ()}).get("L", ())) > 60:
        raise Unknown("an item has grown beyond all bounds")
    return after
