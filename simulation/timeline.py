"""A history as lines that a person can read: what was written, what failed, who was told what."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.expressions import Item
    from simulation.table import Write

_MONEY = ("authorized", "captured", "refunded", "released")


def described(write: Write) -> str:
    """What a write has changed, in a few words."""
    before, after = write.before or {}, write.after
    if after is None:
        return f"{write.key} is deleted"
    if not write.key.startswith("order#"):
        return f"{write.key[:40]} is written"
    changes = [f"{name} {after[name]['N']}" for name in _MONEY if before.get(name) != after[name]]
    changes += [f"attempt {n} {told}" for n, told in _attempts(after).items() if _attempts(before).get(n) != told]
    changes += _added("message", before, after, "entries", ("result", "source"))
    changes += _added("case", before, after, "cases", ("kind",))
    changes += _operations(before, after)
    effect = after["effects"]["M"].get("confirmation")
    if effect and effect != (before or after).get("effects", {"M": {}})["M"].get("confirmation"):
        inside = effect["M"]
        state = (
            "done"
            if "done_at" in inside
            else "failed"
            if "failed" in inside
            else f"claimed by {inside['owner']['S'][:4]}"
            if "owner" in inside
            else "owed"
        )
        changes.append(f"mail {state}, due {inside['due_at']['S']}")
    return f"{write.key} v{after['version']['N']} {after['status']['S']}: {', '.join(changes) or 'nothing told'}"


def _attempts(item: Item) -> dict[str, str]:
    attempts = item.get("attempts", {"M": {}})["M"]
    return {
        n: a["M"]["outcome"]["S"] + (f" ask {a['M']['ask_at']['S']}" if "ask_at" in a["M"] else "")
        for n, a in attempts.items()
    }


def _added(what: str, before: Item, after: Item, name: str, told: tuple[str, ...]) -> list[str]:
    known = len(before.get(name, {"L": ()})["L"])
    return [f"{what} {' '.join(part['M'][field]['S'] for field in told)}" for part in after[name]["L"][known:]]


def _operations(before: Item, after: Item) -> list[str]:
    known = before.get("operations", {"L": ()})["L"]
    changes = []
    for number, operation in enumerate(after["operations"]["L"]):
        if number >= len(known) or known[number] != operation:
            inside = operation["M"]
            amount = inside.get("amount", {"N": "0"})["N"]
            changes.append(f"{inside['kind']['S']} of {amount} {inside['status']['S']}, due {inside['due_at']['S']}")
    return changes
