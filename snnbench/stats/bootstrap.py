"""How far average ranks depend on which tasks were chosen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from snnbench.randomness import numpy_generator
from snnbench.stats.matrix import SCORE_DECIMALS
from snnbench.stats.ranks import ranks


def average_rank_intervals(scores: pd.DataFrame, seed: int, samples: int = 2000, level: float = 0.95) -> pd.DataFrame:
    """Return a percentile bootstrap interval of each method's average rank, tasks drawn with replacement.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes.
    seed : int
        The config's.
    samples : int
        Sets of tasks to draw.
    level : float
        Of confidence, in (0, 1).

    Returns
    -------
    DataFrame, shape (methods, 2)
        ``low`` and ``high`` of each method, in the order of the columns. They do not depend on the order of
        rows or columns.

    Raises
    ------
    IncompleteMatrix, ValueError
        See :func:`snnbench.stats.matrix.checked_matrix`.
    """
    if samples < 1 or not 0 < level < 1:
        raise ValueError(f"needs at least 1 sample and a level between 0 and 1, got {samples} and {level}")
    of_task = ranks(scores).sort_index(key=lambda names: names.astype(str))  # (tasks, methods)
    tasks = len(of_task)
    generator = numpy_generator(seed, "bootstrap", "average ranks")
    times_drawn = generator.multinomial(tasks, np.full(tasks, 1 / tasks), size=samples)  # (samples, tasks)
    averages = (times_drawn @ of_task.to_numpy() / tasks).round(SCORE_DECIMALS)  # (samples, methods)
    low, high = np.quantile(averages, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return pd.DataFrame({"low": low, "high": high}, index=of_task.columns)
