"""How well average ranks over one half of the tasks agree with those over the other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from snnbench.randomness import numpy_generator
from snnbench.stats.ranks import ranks


def split_half_correlation(scores: pd.DataFrame, seed: int, samples: int = 2000) -> float:
    """Return the correlation of the methods' average ranks on random halves of the tasks, averaged over halvings.

    It is the split-half reliability of the ranks over half as many tasks; by the formula of Spearman and Brown that
    over all tasks is ``2 r / (1 + r)``.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes, of at least four tasks and three methods.
    seed : int
        The config's.
    samples : int
        Halvings.

    Returns
    -------
    float
        At most 1, where the order never depends on the tasks; about 0 where all methods are alike.
    """
    of_task = ranks(scores).sort_index(key=lambda names: names.astype(str)).to_numpy()
    tasks, methods = of_task.shape
    if tasks < 4 or methods < 3:
        raise ValueError(f"needs at least 4 tasks and 3 methods, got {tasks} and {methods}")
    generator = numpy_generator(seed, "split halves")
    correlations = []
    for _ in range(samples):
        order = generator.permutation(tasks)
        first, second = of_task[order[: tasks // 2]].mean(axis=0), of_task[order[tasks // 2 :]].mean(axis=0)
        if np.ptp(first) > 0 and np.ptp(second) > 0:
            correlations.append(np.corrcoef(first, second)[0, 1])
    return float(np.mean(correlations)) if correlations else 0.0
