"""How much of the scores' variance is due to tasks, folds, seeds and methods."""

from __future__ import annotations

import numpy as np
import pandas as pd

from snnbench.stats.replicates import checked_replicates


def balanced_replicates(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the replicates of those tasks that have the largest number of splits and repeats, all crossed.

    Parameters
    ----------
    scores : DataFrame, shape (replicates, methods)
        See :func:`snnbench.stats.replicates.checked_replicates`.
    """
    checked = checked_replicates(scores)
    cells = checked.index.to_frame(index=False)
    size = cells.groupby("task").size()
    crossed = cells.groupby("task")["split"].nunique() * cells.groupby("task")["repeat"].nunique()
    largest = size.index[(size == size.max()) & (size == crossed)]
    splits = cells[cells["task"].isin(largest)].groupby("task")["split"].nunique()
    return checked[checked.index.get_level_values("task").isin(splits.index[splits == splits.max()])]


def variance_components(scores: pd.DataFrame) -> pd.DataFrame:
    """Split the variance of scores into its sources by the analysis of variance.

    The model is ``score = method + task + split + seed + method x task + method x split + method x seed``: splits
    lie within tasks and seeds within splits, all of them random, methods are fixed. The estimators equate mean
    squares with their expectations; where none is negative they are those of restricted maximum likelihood (Searle,
    Casella and McCulloch 1992, Variance Components, chapter 4).

    Parameters
    ----------
    scores : DataFrame, shape (replicates, methods)
        Every task with the same number of splits and of repeats; see :func:`balanced_replicates`.

    Returns
    -------
    DataFrame
        A row per source that the data can tell apart, with ``source``, ``variance`` (at least 0: an estimate below
        is set to it), ``deviation`` (its root, in the unit of the scores) and ``share`` of the sum. With one seed or
        one split, its row is missing and the row of the level above holds both.

    Raises
    ------
    ValueError
        If tasks differ in their number of splits or repeats, or there are fewer than two tasks.
    """
    checked = checked_replicates(scores)
    y = _as_array(checked)  # (tasks, splits, seeds, methods)
    tasks, splits, seeds, methods = y.shape
    by_task, by_split = y.mean(axis=(1, 2)), y.mean(axis=2)  # (tasks, methods), (tasks, splits, methods)
    between_tasks, tasks_by_method = _mean_squares(by_task[None], splits * seeds)
    between_methods = tasks * splits * seeds * np.var(y.mean(axis=(0, 1, 2)), ddof=1)
    mean_squares = [("task", between_tasks, tasks_by_method, splits * seeds)]
    if splits > 1:
        mean_squares.append(("split", *_mean_squares(by_split, seeds), seeds))
    if seeds > 1:
        mean_squares.append(("seed", *_mean_squares(y.reshape(tasks * splits, seeds, methods), 1), 1))
    found = {"method": (between_methods - tasks_by_method) / (tasks * splits * seeds)}
    below = [*mean_squares[1:], ("", 0.0, 0.0, 1)]
    for (name, common, interaction, size), (_, next_common, next_interaction, _) in zip(
        mean_squares, below, strict=True
    ):
        found[f"method x {name}"] = (interaction - next_interaction) / size
        found[name] = (common - next_common - interaction + next_interaction) / (size * methods)
    order = ["task", "split", "seed", "method", "method x task", "method x split", "method x seed"]
    table = pd.DataFrame({"source": [name for name in order if name in found]})
    table["variance"] = table["source"].map(found).clip(lower=0)
    table["deviation"] = np.sqrt(table["variance"])
    total = table["variance"].sum()
    table["share"] = table["variance"] / total if total > 0 else 0.0
    return table


def _as_array(scores: pd.DataFrame) -> np.ndarray:
    """Return the scores as an array of shape (tasks, splits, seeds, methods)."""
    tasks = [group for _, group in scores.groupby(level="task", sort=False)]
    shapes = {(len(task.index.unique("split")), len(task.index.unique("repeat")), len(task)) for task in tasks}
    if len(shapes) != 1 or len(tasks) < 2:
        raise ValueError(
            f"variance components need at least two tasks of the same number of splits and repeats, got {len(tasks)} "
            f"tasks with (splits, repeats, scores) {sorted(shapes)}"
        )
    ((splits, seeds, count),) = shapes
    if splits * seeds != count:
        raise ValueError(f"variance components need every repeat on every split: {count} of {splits * seeds} are there")
    return np.stack([task.to_numpy().reshape(splits, seeds, -1) for task in tasks])


def _mean_squares(means: np.ndarray, size: int) -> tuple[float, float]:
    """Return the mean squares of units within groups, and of their interaction with the methods.

    Parameters
    ----------
    means : ndarray, shape (groups, units, methods)
        Each the mean of ``size`` scores.
    """
    groups, units, methods = means.shape
    common = means - means.mean(axis=1, keepdims=True)  # what is left of units, for each method
    of_units = common.mean(axis=2, keepdims=True)
    freedom = groups * (units - 1)
    between = size * methods * (of_units**2).sum() / freedom
    interaction = size * ((common - of_units) ** 2).sum() / (freedom * (methods - 1))
    return float(between), float(interaction)
