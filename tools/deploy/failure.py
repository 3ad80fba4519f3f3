"""What stops a deployment."""

from __future__ import annotations


class DeployFailed(Exception):
    """The message says what is wrong and what to do, to a person at a terminal."""
