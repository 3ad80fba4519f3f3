"""What the simulation is there to find."""

from __future__ import annotations


class Broken(BaseException):
    """A promise is broken. Nothing of the product may catch it, so it is no Exception."""
