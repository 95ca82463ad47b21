"""Which places in the ranking the tasks leave open for each method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from snnbench.stats.comparison import holm
from snnbench.stats.matrix import checked_matrix
from snnbench.stats.ranks import order_by_rank
from snnbench.stats.wilcoxon import rank_biserial, wilcoxon_p

MIN_TASKS = 6
"""On fewer, the two-sided test of a method that wins every task has p = 2 / 2**5 or more, above 0.05."""


@dataclass(frozen=True)
class Place:
    """What paired tests say about one method's place.

    Attributes
    ----------
    better, worse : tuple of str
        The methods that are significantly better and significantly worse than this one.
    open : tuple of str
        Those that cannot be told apart from it.
    """

    better: tuple[str, ...]
    worse: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def low(self) -> int:
        """The best place that is possible, from 1 on."""
        return 1 + len(self.better)

    @property
    def high(self) -> int:
        """The worst place that is possible, up to the number of methods."""
        return self.low + len(self.open)

    @property
    def is_first(self) -> bool:
        """Whether every other method is significantly worse."""
        return self.high == 1


def places(scores: pd.DataFrame, level: float = 0.05) -> dict[str, Place]:
    """Return the interval of places of each method, from paired tests against all others.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes; higher is better.
    level : float
        Of significance, in (0, 1).

    Returns
    -------
    dict of str to Place
        By method, best average rank first.

    Raises
    ------
    IncompleteMatrix, ValueError
        See :func:`snnbench.stats.matrix.checked_matrix`; also if the level lies outside (0, 1).

    Notes
    -----
    A method's k - 1 two-sided Wilcoxon tests are corrected by Holm, so that its interval holds all places of a method
    with probability ``1 - level`` or more (Al Mohamad, Goeman and van Zwet 2022, Simultaneous confidence intervals for
    ranks with application to ranking institutions). The intervals of several methods do not hold simultaneously. The
    best of the sample may be called first where its tests against every other method reject two-sided: the choice of
    the best after the fact needs no further correction (Gutmann and Maymin 1987, Is the selected population the best?;
    Hung and Fithian 2019, Rank verification for exponential families). In contrast to a bootstrap's share of first
    places, this holds for few tasks too, as the tests are exact.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level lies between 0 and 1, got {level}")
    methods = list(order_by_rank(scores).index)
    values = checked_matrix(scores)[methods].to_numpy().T  # (methods, tasks)
    p_values = np.ones((len(methods), len(methods)))
    wins = np.zeros_like(p_values)  # above 0 where the row's method is the better one
    for first, second in combinations(range(len(methods)), 2):
        pair = values[first], values[second]
        p_values[first, second] = p_values[second, first] = wilcoxon_p(*pair, "two-sided")
        wins[first, second] = rank_biserial(*pair)
        wins[second, first] = -wins[first, second]
    return {
        str(method): _place(methods, number, p_values[number], wins[number], level)
        for number, method in enumerate(methods)
    }


def _place(methods: Sequence[str], number: int, p_values: np.ndarray, wins: np.ndarray, level: float) -> Place:
    others = [other for other in range(len(methods)) if other != number]
    apart = dict(zip(others, holm(pd.Series(p_values[others])) < level, strict=True))
    better = tuple(methods[other] for other in others if apart[other] and wins[other] < 0)
    worse = tuple(methods[other] for other in others if apart[other] and wins[other] > 0)
    return Place(better, worse, tuple(methods[other] for other in others if not apart[other]))


def can_be_told_apart(tasks: int, methods: int, level: float = 0.05) -> bool:
    """Return whether a method that wins every task would be significantly better than the others.

    Parameters
    ----------
    tasks, methods : int
        How many there are.
    level : float
        Of significance, after Holm's correction for the other methods.
    """
    return (methods - 1) * 2.0 ** (1 - tasks) < level
