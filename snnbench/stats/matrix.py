"""The dense, aligned matrix that every statistic starts from."""

from __future__ import annotations

import pandas as pd


class IncompleteMatrix(ValueError):
    """Some (task, method) pairs have no result; the message names them."""


def dense_matrix(scores: pd.DataFrame, drop_incomplete: bool = False) -> tuple[pd.DataFrame, list[str]]:
    """Return the matrix without holes, and the tasks that were left out.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        NaN where there is no result.
    drop_incomplete : bool
        Leave out tasks that lack a method, instead of refusing.

    Raises
    ------
    IncompleteMatrix
        If there are holes and ``drop_incomplete`` is false; names every missing (task, method) pair.
    """
    holes = scores.isna()
    if holes.to_numpy().any() and not drop_incomplete:
        pairs = [f"({task}, {method})" for task, row in holes.iterrows() for method in row.index[row]]
        raise IncompleteMatrix(
            f"{len(pairs)} results are missing: {', '.join(pairs)}. "
            "Run them, or allow such tasks to be left out (`incomplete: drop` in the config)."
        )
    incomplete = holes.any(axis=1)
    return scores[~incomplete], list(scores.index[incomplete])
