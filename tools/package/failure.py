"""What stops a build."""

from __future__ import annotations


class PackageFailed(Exception):
    """The message says what is wrong and what to do, to a person at a terminal."""
