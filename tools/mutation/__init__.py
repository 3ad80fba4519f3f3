"""Whether the tests of the domain and the protocol would notice: small changes to the code, each of which must fail.

A mutant lives in the memory of one forked process only; no file is ever changed.
"""
