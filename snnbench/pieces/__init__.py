"""Cutting a long run into pieces, each a run of its own, that ``snnbench merge`` joins."""
