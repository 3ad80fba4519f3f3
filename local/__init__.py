"""The whole of Guichet on one machine: local AWS, API, stream pump, schedule, bank, shop and mailbox.

Everything listens on 127.0.0.1 only, and remembers what it must in one state directory.
"""
