"""What must hold at every single write of an order, read off the stored item itself and the bank's own books."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulation.broken import Broken
from simulation.hub import current

if TYPE_CHECKING:
    from simulation.bank import Bank
    from simulation.expressions import Item
    from simulation.table import Write

_OVER = ("done", "refused")


@dataclass(slots=True)
class Watch:
    """`claims` notes by order and task when a mail was taken on, until the task lets go of it.

    `hurried` are orders of which an operation was ended by a process whose clock was far off: it may have taken one
    that was still being asked for as given up.
    """

    bank: Bank
    hurried: set[str] = field(default_factory=set)
    claims: dict[tuple[str, str], float] = field(default_factory=dict)

    def written(self, write: Write) -> None:
        """Raises Broken."""
        before, after = write.before, write.after
        if after is None or not write.key.startswith("order#"):
            return
        number = write.key.removeprefix("order#")
        version = _number(after, "version")
        if version != (_number(before, "version") + 1 if before else 1):
            raise Broken(f"order {number} goes to version {version} from another than the one before")
        self._money(number, after)
        if before is not None:
            _only_more(number, before, after)
            self._note_hurry(number, before, after)
            self._note_claim(number, before, after)

    def _money(self, number: str, item: Item) -> None:
        names = ("amount", "authorized", "captured", "refunded", "released")
        amount, authorized, captured, refunded, released = (_number(item, name) for name in names)
        bounds = 0 <= refunded <= captured <= authorized and captured + released <= authorized
        once = item["mode"]["S"] == "recurring" or authorized in (0, amount) or item["mode"]["S"] == "split"
        if not bounds or not once or released < 0:
            raise Broken(f"order {number}: {authorized} authorized, {captured} captured, {refunded} refunded")
        if authorized:
            references = [attempt["M"]["reference"]["S"] for attempt in item["attempts"]["M"].values()]
            accepted = [self.bank.payments[name].accepted() for name in references if name in self.bank.payments]
            if authorized > max(accepted, default=0):
                raise Broken(f"order {number} counts {authorized} as authorized, the bank accepted {accepted}")
        if _number(item, "refundable") < 0 or _number(item, "capturable") < 0:
            raise Broken(f"order {number}: more is asked for than is left")
        for capture in item["captures"]["M"].values():
            if not 0 <= _number(capture["M"], "refunded") <= _number(capture["M"], "amount"):
                raise Broken(f"order {number} takes back more than it captured")

    def _note_hurry(self, number: str, before: Item, after: Item) -> None:
        process = current().process
        if process is not None and process.late:
            pairs = zip(before["operations"]["L"], after["operations"]["L"], strict=False)
            if any(old["M"]["status"]["S"] == "unknown" and old != new for old, new in pairs):
                self.hurried.add(number)

    def _note_claim(self, number: str, before: Item, after: Item) -> None:
        former, effect = (item["effects"]["M"].get("confirmation", {"M": {}})["M"] for item in (before, after))
        if "owner" in effect and effect.get("owner") != former.get("owner"):
            task = current()
            self.claims[number, task.name] = task.hub.now
        elif "owner" in former and "owner" not in effect:
            self.claims.pop((number, current().name), None)


def _only_more(number: str, before: Item, after: Item) -> None:
    """What was once recorded stays: messages, cases, captures, operations that have ended."""
    for name in ("captured", "refunded", "authorized"):
        if _number(after, name) < _number(before, name):
            raise Broken(f"order {number}: {name} shrinks")
    for name in ("entries", "cases"):
        known, now = before[name]["L"], after[name]["L"]
        if now is not known and [_identity(part) for part in now[: len(known)]] != [_identity(part) for part in known]:
            raise Broken(f"order {number}: its {name} are not only added to")
    known, now = before["operations"]["L"], after["operations"]["L"]
    if now is not known:
        for old, new in zip(known, now, strict=False):
            _check_operation(number, old["M"], new["M"])
        if len(now) < len(known):
            raise Broken(f"order {number} loses an operation")


def _check_operation(number: str, old: Item, new: Item) -> None:
    was, is_now = old["status"]["S"], new["status"]["S"]
    if (was in _OVER and is_now != was) or (was == "requested" and is_now in _OVER):
        raise Broken(f"order {number}: an operation goes from {was} to {is_now}")


def _identity(part: Any) -> str:
    inside = part["M"]
    return str((inside.get("identity") or inside["id"])["S"])


def _number(item: Any, name: str) -> int:
    return int(item[name]["N"]) if name in item else 0
