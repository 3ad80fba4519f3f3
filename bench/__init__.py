"""Measurements repeated by hand: each prints ratios of one run, since how fast this machine is says nothing."""
