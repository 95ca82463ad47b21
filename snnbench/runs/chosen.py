"""One row per task, split, repeat and method."""

from __future__ import annotations

import math

import pandas as pd

from snnbench.runs.reasons import failed, readable
from snnbench.runs.rows import RUNS


def runs_of(trials: pd.DataFrame) -> pd.DataFrame:
    """Return one row per task, split, repeat and method: the chosen trial, or why there is none.

    Parameters
    ----------
    trials : DataFrame
        Of :data:`TRIALS`.
    """
    cell = ["suite", "task", "split", "repeat", "method"]
    trials = trials.assign(failed_settings=trials["status"].map(failed) & (trials["trial"] >= 0))
    sums = trials.groupby(cell)[["seconds", "failed_settings"]].transform("sum")
    trials = trials.assign(**sums)
    chosen = trials[trials["chosen"]]
    first = trials.drop_duplicates(cell)
    without = first.merge(chosen[cell], on=cell, how="left", indicator=True)
    without = without[without["_merge"] == "left_only"].drop(columns="_merge")
    tried = without["trial"] >= 0
    without.loc[tried, "status"] = "no setting could be chosen; the first: " + without["status"]
    without.loc[:, ["validation_score", "test_score"]] = math.nan
    runs = pd.concat([chosen, without])[RUNS.names]
    runs["status"] = runs["status"].map(readable)
    return runs.sort_values(cell, kind="stable", ignore_index=True)
