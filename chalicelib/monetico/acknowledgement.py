"""The two answers that the bank understands (protocol sheet 5.2); always with status 200 and `text/plain`."""

TAKEN = "version=2\ncdr=0\n"
"""The seal is right and the message is durably stored, whatever it says."""

NOT_TAKEN = "version=2\ncdr=1\n"
"""The seal is wrong, or nothing could be stored; the bank will tell the merchant."""
