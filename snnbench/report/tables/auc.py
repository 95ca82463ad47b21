"""Tasks measured by AUC: HTRU2 (Table 3) and others."""

from __future__ import annotations

import pandas as pd

from snnbench.paper.tables import published_table
from snnbench.report.result_table import ResultTable, best_of_row
from snnbench.report.run_folder import NOT_RUN, RunFolder
from snnbench.stats.comparison import holm
from snnbench.stats.wilcoxon import wilcoxon_p


def htru2_folds(run: RunFolder) -> pd.DataFrame:
    """Return the AUC on HTRU2, shape (folds, methods), mean over the repeats; only methods with all folds."""
    rows = run.runs[run.runs["task"] == "htru2"]
    folds = rows.groupby(["split", "method"])["test_score"].agg(lambda scores: scores.mean(skipna=False))
    return folds.unstack("method").reindex(columns=run.methods).dropna(axis=1)


def deviation_over_folds(run: RunFolder) -> pd.Series:
    """Return the standard deviation of each method's AUC on HTRU2 over the folds, of one seed, mean over the seeds.

    The paper has one seed. Means over several vary less from fold to fold, so that their deviation could not stand next
    to the paper's.
    """
    rows = run.runs[run.runs["task"] == "htru2"]
    return rows.groupby(["method", "repeat"])["test_score"].std().groupby("method").mean()


def table3_htru2(run: RunFolder) -> ResultTable:
    """Return mean and standard deviation of the AUC over HTRU2's folds, next to the paper's."""
    folds = htru2_folds(run)
    columns = ["method", "auc", "std", "p_value", "p_value_two_sided", "p_value_holm"]
    data = pd.DataFrame(columns=columns)
    if len(folds) and len(folds.columns):
        data = _against_best(folds)
        data["std"] = data["method"].map(deviation_over_folds(run))
        data = data[columns]
    paper = published_table("table_3_htru2_auc").set_index("method")
    for column in ("auc", "std", "p_value"):
        data[f"{column}_paper"] = data["method"].map(paper[column])
    unlisted = [
        f"{method} {paper.loc[method, 'auc']:.3f}" for method in paper.index if method not in set(data["method"])
    ]
    without = [method for method in run.methods if method not in folds]
    return ResultTable(
        "table3_htru2",
        "Table 3. AUC on HTRU2, mean over the folds",
        data,
        f"Ten-fold nested cross-validation{_over_seeds(run)}. The p-value: paired Wilcoxon test over the folds against "
        "the first row, one-sided as in the paper, then two-sided, then one-sided with Holm's correction; a star marks "
        "p < 0.05."
        + (f" The paper also has {', '.join(unlisted)}." if unlisted else "")
        + (f" Without a result on every fold: {', '.join(without)}." if without else ""),
        tasks=("htru2",) if len(data) else (),
        left_out={task: reason for task, reason in run.reasons().items() if task == "htru2"},
    )


def _over_seeds(run: RunFolder) -> str:
    """Return over how many seeds a fold's AUC is the mean, if over several."""
    seeds = run.runs.loc[run.runs["task"] == "htru2", "repeat"].nunique()
    if seeds == 1:
        return ""
    return f", a fold's AUC being the mean over up to {seeds} seeds; the standard deviation is that of one seed's folds"


def _against_best(folds: pd.DataFrame) -> pd.DataFrame:
    """Compare by mean AUC, as Table 3 does, instead of by rank."""
    means = folds.mean().sort_values(ascending=False, kind="stable")
    best = folds[means.index[0]].to_numpy()
    others = [folds[method].to_numpy() for method in means.index[1:]]
    table = pd.DataFrame({"method": means.index, "auc": means.to_numpy()})
    table["p_value"] = [float("nan"), *(wilcoxon_p(best, other) for other in others)]
    table["p_value_two_sided"] = [float("nan"), *(wilcoxon_p(best, other, "two-sided") for other in others)]
    table["p_value_holm"] = holm(table["p_value"])
    return table


def auc_per_task(run: RunFolder) -> ResultTable:
    """Return the mean AUC over splits and repeats of every method on every task whose metric it is."""
    scores = pd.concat([run.scores(metric) for metric in ("auc", "mean_auc")])
    data = scores.rename_axis(index="task", columns=None).reset_index()
    reasons = run.reasons()
    without = scores.isna().all(axis=1)
    return ResultTable(
        "auc_per_task",
        "AUC of every method, mean over the splits",
        data,
        "Of a task with several assays, the mean over the assays. The best is bold.",
        best=best_of_row(data, (run.methods,)),
        tasks=tuple(scores.index[~without]),
        left_out={task: reasons.get(task, NOT_RUN) for task in scores.index[without]},
    )
