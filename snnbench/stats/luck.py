"""Whether another run's average ranks differ from ours by more than seeds explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from snnbench.randomness import numpy_generator
from snnbench.stats.comparison import holm
from snnbench.stats.matrix import SCORE_DECIMALS, checked_matrix
from snnbench.stats.replicates import checked_replicates


@dataclass(frozen=True)
class AgainstAnotherRun:
    """Another run's average ranks against those of repeated runs.

    Attributes
    ----------
    methods : DataFrame
        A row per method: ``avg_rank`` (mean over our replicates), ``avg_rank_other``, ``difference`` (other minus
        ours), ``seeds_deviation`` (standard deviation of the same difference for one of our own runs against the
        rest), ``p_value`` (share of our own runs that are as far away) and ``p_value_holm``.
    distance, expected_distance : float
        Root mean square over the methods of the difference of average ranks: of the other run from ours, and the
        median for one of our own runs from the rest.
    p_value : float
        Share of our own runs that are at least as far from the rest as the other run is.
    tasks : int
        Compared on.
    """

    methods: pd.DataFrame
    distance: float
    expected_distance: float
    p_value: float
    tasks: int


def against_another_run(
    scores: pd.DataFrame, other: pd.DataFrame, seed: int, samples: int = 10_000
) -> AgainstAnotherRun:
    """Ask whether a run on the same tasks, such as the paper's, could be one of ours with yet another seed.

    A sample takes one replicate of each task as the new run, and the mean ranks of the other replicates as what was
    known. The same is done with the other run's ranks in place of the new run's. Under the null hypothesis, that the
    other run is one more replicate, both are equally far away.

    Parameters
    ----------
    scores : DataFrame, shape (replicates, methods)
        See :func:`snnbench.stats.replicates.checked_replicates`; at least two replicates per task. They should be on
        the test rows of the other run, which otherwise seems too near.
    other : DataFrame, shape (tasks, methods)
        The same tasks and methods.
    seed : int
        The config's.
    samples : int
        p-values are at least 1 / (samples + 1).

    Raises
    ------
    ValueError
        If tasks or methods differ, or a task has a single replicate.
    """
    checked, other = checked_replicates(scores), checked_matrix(other, minimum_methods=2)
    methods = sorted(checked.columns, key=str)
    tasks = sorted(checked.index.unique("task"), key=str)
    if sorted(other.columns, key=str) != methods or sorted(other.index, key=str) != tasks:
        raise ValueError("the two runs must have the same tasks and methods")
    new, rest = np.zeros((samples, len(methods))), np.zeros((samples, len(methods)))
    ours = np.zeros(len(methods))
    for task in tasks:
        ranked = rankdata(-checked.loc[task, methods].to_numpy(), axis=1)  # (replicates, methods)
        if len(ranked) < 2:
            raise ValueError(f"task {task} has a single replicate; at least two are needed")
        chosen = ranked[numpy_generator(seed, "another run", str(task)).integers(len(ranked), size=samples)]
        ours += ranked.mean(axis=0) / len(tasks)
        new += chosen / len(tasks)
        rest += (ranked.sum(axis=0) - chosen) / (len(ranked) - 1) / len(tasks)
    theirs = rankdata(-other.loc[tasks, methods].to_numpy(), axis=1).mean(axis=0)
    own = (new - rest).round(SCORE_DECIMALS)  # (samples, methods)
    difference = (theirs - ours).round(SCORE_DECIMALS)
    distances = np.sqrt((own**2).mean(axis=1))
    distance = float(np.median(np.sqrt(((theirs - rest) ** 2).mean(axis=1))))
    table = pd.DataFrame({"method": methods, "avg_rank": ours, "avg_rank_other": theirs})
    table["difference"] = difference
    table["seeds_deviation"] = own.std(axis=0)
    table["p_value"] = (1 + (np.abs(own) >= np.abs(difference)).sum(axis=0)) / (samples + 1)
    table["p_value_holm"] = holm(table["p_value"])
    by_rank = table.sort_values("avg_rank", kind="stable", ignore_index=True)
    p_value = float((1 + (distances >= distance).sum()) / (samples + 1))
    return AgainstAnotherRun(by_rank, distance, float(np.median(distances)), p_value, len(tasks))
