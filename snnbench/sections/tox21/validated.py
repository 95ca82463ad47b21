"""Which trials on Tox21 may be chosen."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd


def validated(trials: pd.DataFrame, methods: Collection[str]) -> pd.DataFrame:
    """Return the trials of some methods on Tox21 that ended with a validation score.

    Parameters
    ----------
    trials : DataFrame
        ``trials.parquet``.
    methods : collection of str
    """
    ended = (trials["task"] == "tox21") & (trials["status"] == "ok") & trials["validation_score"].notna()
    return trials[ended & trials["method"].isin(methods)]
