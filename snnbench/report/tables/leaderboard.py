"""All methods that ran in one table."""

from __future__ import annotations

import pandas as pd

from snnbench.report.explore.leaderboard import leaderboard
from snnbench.report.explore.payload import test_rows
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import NOT_IN_PAPER, NOT_RUN, RunFolder
from snnbench.report.tables.nets import not_in_paper
from snnbench.stats.intervals import difference_interval, mean_accuracy_interval
from snnbench.stats.matrix import comparable
from snnbench.stats.places import MIN_TASKS

METRICS = ("accuracy", "auc", "mean_auc")


def leaderboard_table(run: RunFolder) -> ResultTable:
    """Return every method's average rank, score, wins and time, and what sets it apart.

    Over the tasks measured by accuracy where the run has tasks of the paper, otherwise over all tasks.
    """
    metrics = METRICS[:1] if run.tasks_of_paper and len(run.tasks_of("accuracy")) else METRICS
    found = comparable(pd.concat([run.scores(metric) for metric in metrics]))
    scores = found.scores
    if scores.empty:
        return ResultTable("leaderboard", "Leaderboard", pd.DataFrame({"method": []}))
    seconds = run.of_protocol(run.runs).groupby(["task", "method"])["seconds"].sum().unstack("method")
    majority = run.tasks["majority_score"].astype(float) if "majority_score" in run.tasks else None
    data = leaderboard(scores, seconds, majority).rename(columns={"low": "rank_low", "high": "rank_high"})
    best = data["method"].iloc[0]
    accuracies = scores[scores.index.isin(run.tasks_of("accuracy"))]
    notes = [_READ.format(tasks=len(scores), noun="task" if len(scores) == 1 else "tasks")]
    if len(scores) < MIN_TASKS:
        notes.append(f"Fewer than {MIN_TASKS} tasks cannot show a difference, so ranks have no intervals or p-values.")
    else:
        notes.append(_TESTS.format(best=best))
    if len(accuracies) == len(scores):
        rows = test_rows(run).reindex(accuracies.index).astype(int)
        ends = mean_accuracy_interval(accuracies[data["method"]], rows)
        place = data.columns.get_loc("mean_score") + 1
        for name, end in zip(("mean_score_high", "mean_score_low"), reversed(ends), strict=True):
            data.insert(place, name, end)
        notes.append("The mean score has a 95 % interval over the test rows of these tasks.")
    if len(accuracies):
        below = _significant(run, accuracies, accuracies[best], below=True)
        data["tasks_below_first"] = data["method"].map(below)
        shares = None if majority is None else majority.reindex(accuracies.index)
        if shares is None or shares.isna().any():
            notes.append("The share of the most frequent class is unavailable: tasks.csv of this run lacks it.")
        else:
            data["tasks_above_majority"] = data["method"].map(_significant(run, accuracies, shares, below=False))
        notes.append(_TASKS.format(tasks=len(accuracies), best=best))
    marks = not_in_paper(run, data["method"]) if run.tasks_of_paper else {}
    if marks:
        notes.append(f"{NOT_IN_PAPER} Not in the paper.")
    if found.without_result:
        notes.append(f"Without any result: {', '.join(found.without_result)}.")
    reasons = run.reasons()
    return ResultTable(
        "leaderboard",
        "Leaderboard: all methods of this run",
        data.dropna(axis=1, how="all"),
        " ".join(notes),
        marks=marks,
        tasks=tuple(scores.index),
        left_out={task: reasons.get(task, NOT_RUN) for task in found.without_method},
    )


_READ = (
    "Over {tasks} {noun} with a result of every method. Tasks won: equal scores share a win; win rate: the share of "
    "comparisons with another method on a task that are won; seconds of processor time for all settings."
)
_TESTS = (
    "Ranks have Student's 95 % interval over the tasks. p-values: two-sided paired Wilcoxon tests with Holm's "
    "correction, against {best} and against always answering with the most frequent class of the training rows, where "
    "that is known."
)
_TASKS = (
    "Tasks below first: on how many of the {tasks} tasks measured by accuracy the test rows show the method to be "
    "worse than {best}; tasks above majority: on how many it is better than always answering with the most frequent "
    "class of the training rows (95 % interval of the difference, Newcombe's, task by task)."
)


def _significant(run: RunFolder, accuracies: pd.DataFrame, reference: pd.Series, below: bool) -> dict[str, int]:
    """Count the tasks on which the interval of a method's difference to a reference excludes 0."""
    rows = test_rows(run).reindex(accuracies.index).astype(int).to_numpy()[:, None]
    values = accuracies.to_numpy(float)
    low, high = difference_interval(values, reference.to_numpy(float)[:, None], rows)
    apart = (high < 0) if below else (low > 0)
    return dict(zip(accuracies.columns, apart.sum(axis=0).tolist(), strict=True))
