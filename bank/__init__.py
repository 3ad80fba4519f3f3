"""A simulated bank: the hosted payment page, its notifications, and named ways for them to go wrong.

Written from the protocol sheet alone. It never imports the API's code: a simulator that shared our
sealing would confirm our mistakes. It takes test cards only and moves no money.
"""
