"""Load: the running API under a bank that sends bursts, before a store that is some milliseconds away and grows."""
