"""How much of the scores' variance is due to tasks, folds, seeds and methods."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from snnbench.stats.replicates import checked_replicates


def balanced_replicates(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the largest balanced part of some replicates: all pairs of some splits and repeats, on the same tasks.

    Of each task the first splits and repeats are taken. The part with the most degrees of freedom within tasks is the
    largest: 50 tasks with four splits and one repeat rather than 60 with one split and two repeats.

    Parameters
    ----------
    scores : DataFrame, shape (replicates, methods)
        See :func:`snnbench.stats.replicates.checked_replicates`.
    """
    checked = checked_replicates(scores)
    cells = checked.index.to_frame(index=False)
    split, repeat = (cells.groupby("task")[level].rank(method="dense").astype(int) for level in ("split", "repeat"))
    largest, kept = (-1, 0), np.zeros(len(cells), bool)
    for splits, repeats in itertools.product(range(1, split.max() + 1), range(1, repeat.max() + 1)):
        inside = (split <= splits) & (repeat <= repeats)
        complete = inside.groupby(cells["task"]).sum() == splits * repeats
        size = complete.sum() * (splits * repeats - 1), complete.sum()
        if size > largest:
            largest, kept = size, (inside & cells["task"].map(complete)).to_numpy()
    return checked[kept]


def variance_components(scores: pd.DataFrame) -> pd.DataFrame:
    """Split the variance of scores into its sources by the analysis of variance.

    The model is ``score = method + task + split + seed + method x task + method x split + method x seed``: splits
    lie within tasks and seeds within splits, all of them random, methods are fixed; a source has the same variance on
    every task, so tasks of very few test rows would outweigh the rest. The estimators equate mean squares with their
    expectations; where none is negative they are those of restricted maximum likelihood (Searle, Casella and
    McCulloch 1992, Variance Components, chapter 4).

    Parameters
    ----------
    scores : DataFrame, shape (replicates, methods)
        Every task with the same number of splits and of repeats; see :func:`balanced_replicates`.

    Returns
    -------
    DataFrame
        A row per source that the data can tell apart, with ``source``, ``variance`` (at least 0: an estimate below
        is set to it, which ``below_zero`` says), ``deviation`` (its root, in the unit of the scores) and ``share`` of
        the sum. With one seed or one split, its row is missing and the row of the level above holds both.

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
    table["variance"] = table["source"].map(found)
    table["below_zero"] = table["variance"] < 0
    table["variance"] = table["variance"].clip(lower=0)
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
