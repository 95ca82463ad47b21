"""How methods rank where the grid lacks a part, next to their ranks with all of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from snnbench.report.variants import scores_of, scores_without
from snnbench.stats.places import places
from snnbench.stats.ranks import ranks
from snnbench.stats.replicates import task_means


def ranks_without(base: Path, part: str) -> pd.DataFrame:
    """Rank the methods whose grid has a part with it and without it, on the same tasks.

    Parameters
    ----------
    base : Path
        Folder of a run with ``search: grid``; nothing is trained.
    part : str
        Such as ``learning_rate=1``.

    Returns
    -------
    DataFrame
        A row per method, the best without the part first: ``part``, ``method``, ``tasks`` that every method has a
        result on both ways, and for the whole grid (``with``) and the smaller one (``without``) the average rank
        ``avg_rank_...`` of the means over folds and seeds and the places ``place_low_...`` to ``place_high_...`` that
        two-sided paired Wilcoxon tests with Holm's correction leave open.

    Raises
    ------
    ValueError
        If no setting has the part.
    """
    smaller = scores_without(base, part)
    whole = scores_of(base)[list(smaller)]
    cells = whole.dropna().index.intersection(smaller.dropna().index)
    ways = {"with": whole.loc[cells], "without": smaller.loc[cells]}
    table = pd.DataFrame({"part": part}, index=pd.Index(list(smaller), name="method"))
    for way, scores in ways.items():
        means = task_means(scores)
        open_places = places(means)
        table["tasks"] = len(means)
        table[f"avg_rank_{way}"] = ranks(means).mean()
        table[f"place_low_{way}"] = [open_places[method].low for method in table.index]
        table[f"place_high_{way}"] = [open_places[method].high for method in table.index]
    return table.sort_values("avg_rank_without", kind="stable").reset_index()
