"""Joining runs that computed pieces of one run: ``snnbench merge``."""
