"""How often a claim at the 5 % level may be wrong in simulated runs."""

from scipy import stats

RUNS = 200
"""Simulated runs: enough to notice a level that is twice as high, few enough for seconds."""


def most_by_chance(runs=RUNS, level=0.05):
    """The count that so many runs exceed once in a thousand times where each is wrong with the level's probability."""
    return stats.binom.ppf(0.999, runs, level)
