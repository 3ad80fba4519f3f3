"""One call of a service as the developer sees it: what was asked without its seal, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True)
class ServiceCall:
    """`reasons` say more than the answer does; `fault` is the one asked of this call, if any."""

    at: datetime
    platform: str
    service: str
    method: str
    address: str
    fields: Mapping[str, str]
    sealed: str
    answer: str
    reasons: tuple[str, ...] = ()
    fault: str = ""

    @property
    def reference(self) -> str:
        return self.fields.get("reference", "")
