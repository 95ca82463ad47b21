"""What the chosen models predict for the final compounds, as their cells recorded it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def predictions_of(trials: pd.DataFrame, assays: Sequence[str]) -> pd.DataFrame:
    """Return the probabilities that every chosen model gives, by method, repeat and split.

    Parameters
    ----------
    trials : DataFrame
        ``trials.parquet`` of a run.
    assays : sequence of str

    Returns
    -------
    DataFrame
        ``method``, ``repeat``, ``split``, ``compound`` (number of the test row, the same on all splits) and a column of
        probabilities per assay. Methods that recorded none have no rows.
    """
    chosen = trials[trials["chosen"] & (trials["task"] == "tox21")]
    chosen = chosen[chosen["test_predictions"].map(len) > 0].sort_values(["repeat", "split"], kind="stable")
    frames = [
        pd.DataFrame(np.reshape(row.test_predictions, (-1, len(assays))), columns=list(assays))
        .rename_axis("compound")
        .reset_index()
        .assign(method=row.method, repeat=row.repeat, split=row.split)
        for row in chosen.itertuples()
    ]
    columns = ["method", "repeat", "split", "compound", *assays]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def models_scored(trials: pd.DataFrame) -> pd.Series:
    """Return how many models of each method were scored on the final compounds, chosen or not."""
    scored = trials[(trials["task"] == "tox21") & trials["test_score"].notna()]
    return scored.groupby("method").size()
