"""Differences of AUC on HTRU2, paired over its folds."""

from __future__ import annotations

import pandas as pd

from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.auc import htru2_folds
from snnbench.stats.comparison import holm
from snnbench.stats.cross_validation import fold_difference

SIGNED = "+.4f"


def against_snn(run: RunFolder) -> pd.DataFrame:
    """Return SNN's AUC minus that of each other method: a table of :func:`fold_differences`."""
    folds = htru2_folds(run)
    others = folds.columns.drop("SNN") if "SNN" in folds else []
    return fold_differences(run, pd.DataFrame({method: folds["SNN"] - folds[method] for method in others}))


def fold_differences(run: RunFolder, differences: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of differences over the folds with an interval that allows for shared training rows.

    Parameters
    ----------
    run : RunFolder
        Says how large the folds are.
    differences : DataFrame, shape (folds, methods)

    Returns
    -------
    DataFrame
        ``method``, ``difference``, ``low``, ``high``, ``p_value_two_sided``, and the same with Holm's correction.
    """
    rows = []
    for method in differences:
        size = run.tasks.loc["htru2"]
        found = fold_difference(differences[method].to_numpy(), size["test_rows"] / size["train_rows"])
        rows.append([method, found.difference, found.low, found.high, found.p_value])
    table = pd.DataFrame(rows, columns=["method", "difference", "low", "high", "p_value_two_sided"])
    return table.assign(p_value_two_sided_holm=holm(table["p_value_two_sided"]))
