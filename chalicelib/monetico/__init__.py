"""The bank's protocol: bytes in, values out. No clock, network or settings; rules cite the protocol sheet."""
