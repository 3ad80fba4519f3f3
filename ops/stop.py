"""Why a command cannot look at what it was asked to look at."""

from __future__ import annotations


class CannotLook(Exception):
    """Ends the command with status 2; the text says what to do and quotes no secret."""
