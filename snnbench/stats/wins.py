"""How often one method beats another."""

from __future__ import annotations

import pandas as pd

from snnbench.stats.matrix import checked_matrix


def win_tie_loss(scores: pd.DataFrame) -> pd.DataFrame:
    """Count, for each pair of methods, the tasks that the first wins, ties and loses.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes.

    Returns
    -------
    DataFrame
        ``first``, ``second``, ``wins``, ``ties``, ``losses``; a row for every ordered pair of two methods, so
        that ``table.pivot(index="first", columns="second", values="wins")`` is the whole matrix.

    Raises
    ------
    IncompleteMatrix, ValueError
        See :func:`snnbench.stats.matrix.checked_matrix`.
    """
    scores = checked_matrix(scores, minimum_methods=2)
    values = scores.to_numpy()
    wins = (values[:, :, None] > values[:, None, :]).sum(axis=0)  # (tasks, first, second) -> (first, second)
    ties = (values[:, :, None] == values[:, None, :]).sum(axis=0)
    methods = list(scores.columns)
    rows = [
        [first, second, int(wins[i, j]), int(ties[i, j]), int(wins[j, i])]
        for i, first in enumerate(methods)
        for j, second in enumerate(methods)
        if i != j
    ]
    return pd.DataFrame(rows, columns=["first", "second", "wins", "ties", "losses"])
