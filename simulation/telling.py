"""What a campaign prints: the table of its sums, and the lines of one history."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter

    from simulation.campaign import Sum


def table(total: Sum) -> str:
    """What happened, in a few lines."""
    rows = {
        "seeds": f"{total.first} to {total.first + total.worlds - 1}",
        "orders": f"{total.orders}",
        "events": f"{total.events} writes, {total.notifications} notifications, {total.mails} mails",
        "faults": _listed(total.faults),
        "cases": _listed(total.cases),
        "mails twice": f"in the stated window: {_listed(total.window)}",
        "time": f"{total.seconds:.1f} s",
        "broken": "; ".join(f"seed {h.ordered.seed}: {h.broken}" for h in total.broken) or "none",
    }
    return "\n".join(f"{name:12} {told}" for name, told in rows.items())


def story(at: float, line: str) -> str:
    """A line of a history with the time since its beginning."""
    days, seconds = divmod(at, 86_400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{days:3.0f} d {hours:02.0f}:{minutes:02.0f}:{seconds:06.3f}  {line}"


def _listed(counts: Counter[str]) -> str:
    return f"{counts.total()}" + (
        f" ({', '.join(f'{name} {n}' for name, n in counts.most_common())})" if counts else ""
    )
