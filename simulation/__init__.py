"""Guichet in a simulated world: the real code over a store, a bank, shoppers and mishaps that one seed decides.

Its clock, network and scheduler are its own, so that a seed replays one history exactly. Nothing of it is shipped.
"""
