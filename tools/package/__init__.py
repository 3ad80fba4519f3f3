"""`make package`: one zip that every function runs, its CloudFormation template, and a manifest of both.

The same sources, pins and interpreter give the same bytes, wherever and by whomever they are built. Nothing is
uploaded here.
"""
