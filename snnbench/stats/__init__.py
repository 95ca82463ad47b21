"""Ranks, tests and intervals over a dense task-by-method matrix; see :mod:`snnbench.stats.matrix`."""
