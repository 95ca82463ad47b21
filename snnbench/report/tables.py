"""The tables of a run, each a data frame: what is written as CSV, LaTeX and HTML."""

from __future__ import annotations

import pandas as pd

from snnbench.published.tables import published_accuracies, published_table
from snnbench.report.run_folder import RunFolder
from snnbench.stats.matrix import dense_matrix
from snnbench.stats.ranks import average_rank_differences
from snnbench.stats.wilcoxon import wilcoxon_p


def table_a11(run: RunFolder) -> pd.DataFrame:
    """Return the accuracy of every method on every task beside the paper's (Table A11).

    Returns
    -------
    DataFrame
        Columns ``task``, ``rows``, ``features``, each method, ``<net>_paper`` for each net, and ``missing``
        with the reason where a result is missing.
    """
    ours = run.scores("accuracy")
    paper = published_accuracies().reindex(ours.index)[run.nets].add_suffix("_paper")
    reasons = run.failures().groupby("task")["status"].agg(lambda status: "; ".join(dict.fromkeys(status)))
    table = pd.concat([run.tasks.loc[ours.index, ["rows", "features"]], ours, paper], axis=1)
    table["missing"] = reasons.reindex(ours.index).fillna("")
    return table.rename_axis("task").reset_index()


def auc_per_task(run: RunFolder) -> pd.DataFrame:
    """Return the mean AUC over splits and repeats of every method on every task whose metric it is."""
    tasks = run.tasks.index[run.tasks["metric"] == "auc"]
    return run.scores("auc").loc[tasks].rename_axis(index="task", columns=None).reset_index()


def table1_fnn(run: RunFolder, drop_incomplete: bool) -> tuple[pd.DataFrame, list[str]]:
    """Return Table 1 (left) of this run beside the paper's, and the tasks left out.

    Per task the networks are ranked by accuracy, average ranks for ties; the mean rank is subtracted. The
    p-value is that of a one-sided paired Wilcoxon test that the best-ranked network's accuracy is higher,
    as in the paper; the two-sided one stands beside it.

    Raises
    ------
    IncompleteMatrix
        If results are missing and ``drop_incomplete`` is false.
    """
    scores, left_out = dense_matrix(run.scores("accuracy")[run.nets], drop_incomplete)
    columns = ["method", "avg_rank_difference", "p_value", "p_value_two_sided"]
    if scores.empty:
        return pd.DataFrame(columns=columns), left_out
    differences = average_rank_differences(scores).sort_values(kind="stable")
    best = differences.index[0]
    rows = []
    for method, difference in differences.items():
        pair = (scores[best].to_numpy(), scores[method].to_numpy())
        p_values = [wilcoxon_p(*pair), wilcoxon_p(*pair, "two-sided")] if method != best else [None, None]
        rows.append([method, difference, *p_values])
    table = pd.DataFrame(rows, columns=columns)
    paper = published_table("table_1_uci_ranks").query("panel == 'fnn'").set_index("method")
    table["avg_rank_difference_paper"] = table["method"].map(paper["avg_rank_difference"])
    table["p_value_paper"] = table["method"].map(paper["p_value"])
    return table, left_out


def table3_htru2(run: RunFolder) -> pd.DataFrame:
    """Return mean and standard deviation of the AUC over HTRU2's folds, beside the paper's (Table 3).

    The p-value is that of a one-sided paired Wilcoxon test over the folds that the best method is better.
    """
    folds = run.runs.query("task == 'htru2'").pivot(index="split", columns="method", values="test_score")
    folds = folds.dropna(axis=1)
    columns = ["method", "auc", "std", "p_value", "auc_paper", "std_paper", "p_value_paper"]
    if folds.empty:
        return pd.DataFrame(columns=columns)
    means = folds.mean().sort_values(ascending=False, kind="stable")
    best = means.index[0]
    paper = published_table("table_3_htru2_auc").set_index("method")
    rows = [
        [
            method,
            mean,
            folds[method].std(),
            None if method == best else wilcoxon_p(folds[best].to_numpy(), folds[method].to_numpy()),
            *(paper[column].get(method) for column in ("auc", "std", "p_value")),
        ]
        for method, mean in means.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def ours_vs_paper(run: RunFolder) -> pd.DataFrame:
    """Return accuracy here and in the paper per task and network, and their difference."""
    ours = run.scores("accuracy")[run.nets].rename_axis(index="task", columns="method")
    paper = published_accuracies().rename_axis(index="task", columns="method")
    table = pd.concat([ours.stack().rename("ours"), paper.stack().rename("paper")], axis=1, join="inner")
    table["difference"] = table["ours"] - table["paper"]
    table = table.reset_index()
    table["test_rows"] = table["task"].map(run.tasks["test_rows"])
    return table
