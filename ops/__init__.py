"""The command line for the people who run Guichet. It reads and explains; it never prints a key."""
