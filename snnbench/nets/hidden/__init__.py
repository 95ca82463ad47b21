"""The hidden layers (or blocks) of each network: one file per network, named in its record."""
