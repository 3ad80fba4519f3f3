"""The bank's clock hangs in Paris: its dates carry no zone and mean this one (protocol sheet 4.1, 5.3)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
