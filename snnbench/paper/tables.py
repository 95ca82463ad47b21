"""The paper's own tables."""

from __future__ import annotations

from importlib import resources

import pandas as pd


def published_table(name: str) -> pd.DataFrame:
    """Return a table of the paper.

    Parameters
    ----------
    name : str
        ``table_1_uci_ranks``, ``table_2_tox21_auc_by_depth``, ``table_3_htru2_auc``,
        ``table_a11_uci_fnn_accuracy``, ``table_a12_a13_uci_24_methods``, ``section_a6_derivative_bounds`` or
        ``tox21_leaderboard`` (the challenge's public leaderboard, not of the paper).
    """
    with (resources.files("snnbench.paper") / f"{name}.csv").open(encoding="utf-8") as lines:
        return pd.read_csv(lines)


def published_accuracies() -> pd.DataFrame:
    """Return Table A11: accuracy per task (index) and network (columns); NaN where it prints NA."""
    table = published_table("table_a11_uci_fnn_accuracy").set_index("dataset")
    return table.drop(columns=["N", "M"]).astype(float)


def published_auc(task: str, method: str) -> float:
    """Return the AUC of a method in Table 3, or on Tox21 that of its best depth in Table 2.

    Parameters
    ----------
    task : {"htru2", "tox21"}
    method : str

    Raises
    ------
    KeyError
        If the table does not have the method.
    """
    if task == "htru2":
        return float(published_table("table_3_htru2_auc").set_index("method").loc[method, "auc"])
    by_depth = published_table("table_2_tox21_auc_by_depth").groupby("method")["auc_percent"].max()
    return float(by_depth.loc[method]) / 100
