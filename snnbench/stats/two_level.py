"""How far average ranks depend on which tasks were chosen and on which folds and seeds were drawn."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from snnbench.randomness import numpy_generator
from snnbench.stats.matrix import SCORE_DECIMALS
from snnbench.stats.rank_intervals import average_rank_t_intervals
from snnbench.stats.ranks import ranks
from snnbench.stats.replicates import checked_replicates, task_means

Replicates = Literal["all", "one"]
Tasks = Literal["drawn", "fixed"]


def resampled_average_ranks(
    scores: pd.DataFrame, seed: int, replicates: Replicates = "all", tasks: Tasks = "drawn", samples: int = 2000
) -> pd.DataFrame:
    """Return the average ranks of resampled runs by a two-level bootstrap.

    A sample draws as many tasks as there are, with replacement (or takes each once), and then, for each of them,
    replicates with replacement; the methods are ranked per task by their mean score over the drawn replicates.

    Parameters
    ----------
    scores : DataFrame, shape (replicates, methods)
        See :func:`snnbench.stats.replicates.checked_replicates`.
    seed : int
        The config's.
    replicates : {"all", "one"}
        How many are drawn per task: as many as it has, for the uncertainty of what all of them say together, or
        one, for what a single run, such as the paper's, would have found.
    tasks : {"drawn", "fixed"}
        ``fixed`` takes each task once, for what folds and seeds alone may change.
    samples : int

    Returns
    -------
    DataFrame, shape (samples, methods)
        It does not depend on the order of rows or columns.

    Notes
    -----
    With ``replicates="all"`` the noise of folds and seeds enters twice, with the drawn tasks and with the drawn
    replicates, so intervals are somewhat too wide rather than too narrow (Davison and Hinkley 1997, Bootstrap
    Methods and their Application, section 3.8).
    """
    if samples < 1:
        raise ValueError(f"needs at least 1 sample, got {samples}")
    checked = checked_replicates(scores)
    columns = sorted(checked.columns, key=str)
    values = {str(task): group[columns].to_numpy() for task, group in checked.groupby(level="task", sort=False)}
    drawn = np.stack(  # (tasks, samples, methods)
        [_drawn_ranks(values[task], task, seed, replicates, samples) for task in sorted(values)]
    )
    count = len(drawn)
    if tasks == "fixed":
        averages = drawn.mean(axis=0)
    else:
        generator = numpy_generator(seed, "two-level bootstrap", "tasks")
        # Each place of a sample has a draw of replicates of its own, even if its task is drawn twice.
        task = generator.integers(count, size=(samples, count))
        draw = generator.integers(samples, size=(samples, count))
        averages = drawn[task, draw].mean(axis=1)
    return pd.DataFrame(averages.round(SCORE_DECIMALS), columns=columns)[list(checked.columns)]


def _drawn_ranks(values: np.ndarray, task: str, seed: int, replicates: Replicates, samples: int) -> np.ndarray:
    """Return the ranks of the methods by their mean over drawn replicates, shape (samples, methods)."""
    generator = numpy_generator(seed, "two-level bootstrap", "replicates", task)
    size = len(values) if replicates == "all" else 1
    drawn = generator.integers(len(values), size=(samples, size))
    means = values[drawn].mean(axis=1).round(SCORE_DECIMALS)
    return rankdata(-means, axis=1)


def probability_first(averages: pd.DataFrame) -> pd.Series:
    """Return the share of resampled runs in which each method has the best average rank, ties shared evenly.

    Parameters
    ----------
    averages : DataFrame, shape (samples, methods)
        Of :func:`resampled_average_ranks`.
    """
    best = averages.eq(averages.min(axis=1), axis=0)
    return best.div(best.sum(axis=1), axis=0).mean()


def rank_uncertainty(scores: pd.DataFrame, seed: int, samples: int = 2000, level: float = 0.95) -> pd.DataFrame:
    """Return the average rank of each method with intervals, and how probable it is that it is first.

    Parameters
    ----------
    scores : DataFrame, shape (replicates, methods)
        See :func:`snnbench.stats.replicates.checked_replicates`.
    seed : int
        The config's.
    samples : int
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    DataFrame
        A row per method, best first, with ``avg_rank`` (by the mean score over all replicates of a task), Student's
        interval ``low`` to ``high`` over tasks, and ``p_first``, the share of first places in a two-level bootstrap;
        and ``one_run_avg_rank``, ``one_run_low``, ``one_run_high``, ``p_first_one_run``: what to expect of a run of a
        single fold and seed on these very tasks, NaN where every task has one replicate.

    Notes
    -----
    The ranks of tasks vary with folds and seeds as well, so Student's interval over tasks holds all three. With few
    tasks ``p_first`` is too close to 0 or 1; for what is certain see :func:`snnbench.stats.places.places`.

    Means over replicates tell methods apart that a single replicate confuses, so that ``avg_rank`` lies farther from
    the middle than the average rank of a single run; another single run compares with ``one_run_avg_rank``.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level lies between 0 and 1, got {level}")
    everything = resampled_average_ranks(scores, seed, samples=samples)
    one_run = resampled_average_ranks(scores, seed, replicates="one", tasks="fixed", samples=samples)
    ends = [(1 - level) / 2, (1 + level) / 2]
    table = ranks(task_means(scores)).mean().rename("avg_rank").to_frame()
    table[["low", "high"]] = average_rank_t_intervals(task_means(scores), level)
    table["p_first"] = probability_first(everything)
    of_each = checked_replicates(scores).rank(axis=1, ascending=False)
    table["one_run_avg_rank"] = of_each.groupby(level="task").mean().mean()
    table["one_run_low"], table["one_run_high"] = one_run.quantile(ends).to_numpy()
    table["p_first_one_run"] = probability_first(one_run)
    if not scores.index.get_level_values("task").duplicated().any():
        table[["one_run_avg_rank", "one_run_low", "one_run_high", "p_first_one_run"]] = np.nan
    return table.rename_axis("method").sort_values("avg_rank", kind="stable").reset_index()
