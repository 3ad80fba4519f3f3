"""`make deploy`: what `make package` built, through CloudFormation, with its change set shown first.

It builds nothing, creates no bucket, and knows no key: keys are written by `ops secrets` once the stack stands.
"""
