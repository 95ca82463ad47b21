"""Tables 1, A12 and A13 of the paper, computed from what was published."""

from __future__ import annotations

import math

import pandas as pd

from snnbench.paper.sizes import LARGE_TASK_ROWS
from snnbench.paper.tables import published_accuracies, published_table
from snnbench.sections.audit.p_values import agrees, likely_reason
from snnbench.stats.missing_last import average_ranks, compare

LEVEL = 0.05
"""Below it the paper prints a star."""


def table1_fnn() -> pd.DataFrame:
    """Return Table 1 (left), the seven networks on 121 tasks, from Table A11.

    Returns
    -------
    DataFrame
        ``method``, ``avg_rank_difference``, ``p_value``, ``p_value_two_sided``, ``p_value_holm``,
        ``p_value_two_sided_holm``, ``effect_size``, ``tasks`` (with a result of both methods), and what is printed:
        ``avg_rank_difference_printed``, ``p_value_printed``, ``p_value_agrees`` (to 10 %), ``star`` and
        ``star_printed``.
    """
    printed = published_table("table_1_uci_ranks").query("panel == 'fnn'").set_index("method")
    return _with_printed(compare(published_accuracies()), printed)


def table1_ml(a13: pd.DataFrame) -> pd.DataFrame:
    """Return Table 1 (right), the first six of 24 methods on the large tasks, from Table A13.

    Parameters
    ----------
    a13 : DataFrame
        Of :func:`table_of_24`. Holm's correction is for its 23 comparisons.

    Returns
    -------
    DataFrame
        The columns of :func:`table1_fnn`.
    """
    printed = published_table("table_1_uci_ranks").query("panel == 'ml_large'").set_index("method")
    table = a13.assign(avg_rank_difference=a13["avg_rank"] - (len(a13) + 1) / 2, method=a13["method_group"])
    return _with_printed(table.set_index("method"), printed)


def table_of_24(size_group: str, others: pd.DataFrame) -> pd.DataFrame:
    """Return Table A12 or A13: the seven networks and one of each of 17 groups of other methods.

    Parameters
    ----------
    size_group : {"small", "large"}
        A12 or A13.
    others : DataFrame, shape (121, 179)
        Of :func:`snnbench.data.published_results.other_accuracies`.

    Returns
    -------
    DataFrame
        In the paper's order: ``method_group``, ``method``, ``avg_rank``, ``avg_rank_printed``,
        ``avg_rank_with_ties``, ``p_value``, ``p_value_printed``, ``p_value_agrees`` (to 10 %); as in
        :func:`table1_fnn` the two-sided and corrected p-values, ``effect_size`` and ``tasks``; and
        ``likely_reason`` where the p-value does not agree.

    Notes
    -----
    ``avg_rank`` takes the networks' accuracies as single-precision numbers, so that one that equals another
    method's in print does not tie with it. This is a guess, but it brings all 48 average ranks within 0.1 of the
    printed ones; ``avg_rank_with_ties`` gives equal accuracies the same rank. The p-values are computed with ties.
    """
    printed = published_table("table_a12_a13_uci_24_methods").query("size_group == @size_group").set_index("method")
    scores = accuracies_of_24(size_group, others)
    single = accuracies_of_24(size_group, others, single_precision=True)
    compared = compare(scores)
    best = compared.index[0]
    table = compared.rename(columns={"avg_rank": "avg_rank_with_ties"}).loc[printed.index]
    table.insert(0, "avg_rank", average_ranks(single))
    table.insert(1, "avg_rank_printed", printed["avg_rank"])
    table["p_value_printed"] = printed["p_value"]
    table["p_value_agrees"] = _agreement(table)
    table["likely_reason"] = [
        "" if method == best or row.p_value_agrees else likely_reason(scores, single, best, method, row.p_value_printed)
        for method, row in zip(table.index, table.itertuples(), strict=True)
    ]
    table.insert(0, "method_group", printed["method_group"])
    first = ["method_group", "method", "avg_rank", "avg_rank_printed", "avg_rank_with_ties", "p_value"]
    first += ["p_value_printed", "p_value_agrees"]
    table = table.drop(columns="avg_rank_difference").rename_axis("method").reset_index()
    middle = [column for column in table if column not in (*first, "likely_reason")]
    return table[[*first, *middle, "likely_reason"]]


def accuracies_of_24(size_group: str, others: pd.DataFrame, single_precision: bool = False) -> pd.DataFrame:
    """Return the accuracies behind Table A12 ("small") or A13 ("large"), shape (75 or 46 tasks, 24 methods)."""
    printed = published_table("table_a12_a13_uci_24_methods").query("size_group == @size_group")
    rows = published_table("table_a11_uci_fnn_accuracy").set_index("dataset")["N"]
    tasks = rows.index[(rows >= LARGE_TASK_ROWS) == (size_group == "large")]
    nets = published_accuracies().loc[tasks]
    if single_precision:
        nets = nets.astype("float32").astype(float)
    return pd.concat([nets, others.loc[tasks]], axis=1)[printed["method"].tolist()]


def _with_printed(table: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    table = table.loc[printed.index].copy()
    table["avg_rank_difference_printed"] = printed["avg_rank_difference"]
    table["p_value_printed"] = printed["p_value"]
    table["p_value_agrees"] = _agreement(table)
    table["star"] = table["p_value"] < LEVEL
    table["star_printed"] = printed["significant"].eq("*")
    columns = ["avg_rank_difference", "avg_rank_difference_printed", "p_value", "p_value_printed", "p_value_agrees"]
    columns += ["p_value_two_sided", "p_value_holm", "p_value_two_sided_holm", "effect_size", "tasks"]
    return table[[*columns, "star", "star_printed"]].rename_axis("method").reset_index()


def _agreement(table: pd.DataFrame) -> pd.Series:
    """Return whether each p-value agrees with the printed one; NA for the best method, which has none."""
    pairs = zip(table["p_value"], table["p_value_printed"], strict=True)
    values = [pd.NA if math.isnan(printed) else agrees(p_value, printed) for p_value, printed in pairs]
    return pd.Series(values, index=table.index, dtype="boolean")
