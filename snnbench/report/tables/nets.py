"""The networks on the UCI tasks: Table A11 and the left of Table 1."""

from __future__ import annotations

from typing import Any

import pandas as pd

from snnbench.paper.tables import published_accuracies, published_table
from snnbench.report.formats import listed
from snnbench.report.result_table import Place, ResultTable, best_of_row
from snnbench.report.run_folder import NOT_IN_PAPER, NOT_RUN, RunFolder
from snnbench.report.tables.approximate import APPROXIMATE, approximate_marks
from snnbench.report.tables.ranking import Ranking, friedman_sentence

TESTS = ["p_value", "p_value_two_sided", "p_value_holm", "p_value_two_sided_holm", "effect_size"]


def table_a11(run: RunFolder) -> ResultTable:
    """Return the accuracy of every network on every task next to the paper's."""
    accuracy = _accuracy_table(run, run.nets)
    paper = pd.DataFrame(index=accuracy.index)
    if run.has_paper_accuracies:
        paper = published_accuracies().reindex(accuracy["task"])[run.nets_of_paper].add_suffix("_paper")
    data = pd.concat([accuracy, paper.reset_index(drop=True)], axis=1)
    data = data[[column for column in data if column != "missing"] + [column for column in data if column == "missing"]]
    return ResultTable(
        "tableA11",
        f"{'Table A11. ' if run.has_paper_accuracies else ''}Accuracy of the networks on every task",
        data,
        "Test accuracy of the setting with the best validation score"
        + (", and the paper's. The best of each is bold." if run.has_paper_accuracies else ". The best is bold.")
        + (f" Not in the paper: {listed(own)}." if (own := own_networks(run)) else ""),
        best=best_of_row(data, (run.nets, list(paper))),
        **_tasks_of(data, run.nets),
    )


def other_methods(run: RunFolder) -> ResultTable:
    """Return the accuracy of every other method on every task."""
    data = _accuracy_table(run, run.other_methods)
    marks = approximate_marks(run, data, run.other_methods)
    return ResultTable(
        "other_methods",
        "Accuracy of the other methods on every task",
        data,
        "On the networks' splits, tuned with the same validation rows. The best is bold."
        + (f" {APPROXIMATE}" if marks else ""),
        best=best_of_row(data, (run.other_methods,)),
        marks=marks,
        **_tasks_of(data, run.other_methods),
    )


def table1_fnn(run: RunFolder, ranking: Ranking) -> ResultTable:
    """Return the left of Table 1 next to the paper's.

    Parameters
    ----------
    run : RunFolder
    ranking : Ranking
        Of the networks.
    """
    data = ranking.table.reindex(columns=["method", "avg_rank_difference", *TESTS])
    if run.has_paper_accuracies:
        paper = published_table("table_1_uci_ranks").query("panel == 'fnn'").set_index("method")
        data["avg_rank_difference_paper"] = data["method"].map(paper["avg_rank_difference"])
        data["p_value_paper"] = data["method"].map(paper["p_value"])
    marks = not_in_paper(run, data["method"])
    return ResultTable(
        "table1_fnn",
        f"{'Table 1 (left). ' if run.has_paper_accuracies else ''}Average rank difference of the networks",
        data,
        "Per task the networks are ranked by accuracy, equal ones sharing their rank; the mean rank is subtracted, so "
        "below 0 is better. The p-value: paired Wilcoxon test against the first row, one-sided"
        + (" as in the paper" if run.has_paper_accuracies else "")
        + "; then "
        "two-sided, and both with Holm's correction. A star marks p < 0.05. The effect size is the rank-biserial "
        f"correlation, 1 where the first wins every task. {ranking.unranked} {friedman_sentence(ranking)}"
        f"{f' {NOT_IN_PAPER} Not in the paper.' if marks else ''}",
        marks=marks,
        tasks=ranking.tasks,
        left_out=ranking.left_out,
    )


def not_in_paper(run: RunFolder, methods: pd.Series) -> dict[Place, str]:
    """Return a mark for each network that is not among the paper's."""
    own = own_networks(run)
    return {(row, "method"): NOT_IN_PAPER for row, method in enumerate(methods) if method in own}


def own_networks(run: RunFolder) -> list[str]:
    """Return the networks that are not among the paper's."""
    return [method for method in run.nets if method not in run.nets_of_paper]


def _accuracy_table(run: RunFolder, methods: list[str]) -> pd.DataFrame:
    accuracy = run.scores("accuracy")[methods]
    counts = run.tasks.loc[accuracy.index, ["rows", "features"]]
    reasons = run.reasons()
    missing = {task: reasons.get(task, NOT_RUN) for task in accuracy.index[accuracy.isna().any(axis=1)]}
    table = pd.concat([counts, accuracy], axis=1)
    if missing:
        table["missing"] = [missing.get(task, "") for task in table.index]
    return table.rename_axis("task").reset_index()


def _tasks_of(data: pd.DataFrame, methods: list[str]) -> dict[str, Any]:
    """Return which tasks have a result at all, and why the others do not."""
    without = data[methods].isna().all(axis=1)
    left_out = {row["task"]: row["missing"] for row in data[without].to_dict("records")}
    return {"tasks": tuple(data["task"][~without]), "left_out": left_out}
