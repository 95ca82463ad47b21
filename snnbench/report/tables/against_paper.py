"""A run against the paper, task by task."""

from __future__ import annotations

import pandas as pd

from snnbench.paper.tables import published_accuracies
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder
from snnbench.stats.intervals import difference_interval


def ours_vs_paper(run: RunFolder) -> ResultTable:
    """Return accuracy here and in the paper per task and network, their difference and its 95 % interval."""
    ours = run.scores("accuracy")[run.nets_of_paper].rename_axis(index="task", columns="method")
    paper = published_accuracies().rename_axis(index="task", columns="method")
    both = pd.concat([ours.stack().rename("ours"), paper.stack().rename("paper")], axis=1, join="inner")
    data = both.dropna().reset_index()
    data["difference"] = data["ours"] - data["paper"]
    data["test_rows"] = data["task"].map(run.tasks["test_rows"])
    data["interval_low"], data["interval_high"] = (
        difference_interval(data["ours"], data["paper"], data["test_rows"].astype(int)) if len(data) else ([], [])
    )
    data["covers_0"] = (data["interval_low"] <= 0) & (data["interval_high"] >= 0)
    return ResultTable(
        "ours_vs_paper",
        "This run against the paper, per task and network",
        data,
        "The interval is a 95 % one (Newcombe's) for the difference of two accuracies measured on the same number "
        "of test rows; it knows nothing of other seeds. Where it covers 0, the test rows cannot tell the two apart.",
        tasks=tuple(dict.fromkeys(data["task"])),
        left_out=_left_out(run, ours, data),
    )


def _left_out(run: RunFolder, ours: pd.DataFrame, data: pd.DataFrame) -> dict[str, str]:
    reasons, paper = run.reasons(), published_accuracies()
    left_out = {}
    for task in ours.index.difference(data["task"], sort=False):
        left_out[task] = reasons.get(task, "") if task in paper.index else "not among the paper's tasks"
    return left_out
