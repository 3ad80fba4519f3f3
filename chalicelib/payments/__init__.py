"""What the counter does: one file a verb, over values of the domain and the ports that it needs."""
