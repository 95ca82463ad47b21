"""The data of the page that a reader explores, as the browser reads them."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from snnbench.paper.tables import published_accuracies, published_table
from snnbench.report.explore.notes import note_effects
from snnbench.report.explore.trials import trial_data
from snnbench.report.run_folder import RunFolder
from snnbench.report.suites import suite_title
from snnbench.stats.matrix import SCORE_DECIMALS
from snnbench.stats.places import MIN_TASKS

MAX_TRIAL_CHARACTERS = 2_500_000
"""Characters that trials may take in the page, so that it stays below some 6 MB."""
METRICS = {"accuracy": "accuracy", "auc": "AUC", "mean_auc": "mean AUC"}


def payload(run: RunFolder) -> dict[str, object]:
    """Return what the leaderboard and the charts need.

    Parameters
    ----------
    run : RunFolder

    Returns
    -------
    dict
        ``methods``, ``tasks`` and ``suites``; ``scores`` and ``seconds`` of shape (tasks, methods) with None where
        there is no result, ``low`` and ``high`` of the 95 % interval of an accuracy (Wilson's, over the test rows);
        ``paper`` of the same shape; ``runs``, the columns of single splits and repeats; ``t``, Student's
        quantiles by number of tasks less one; ``fewest``, the number of tasks from which intervals are given; and
        ``critical``, the factor of the critical distance by number of methods; the first and last from the first
        possible number on.
    """
    scores = _scores(run)
    return {
        "methods": [
            {"name": run.shown_name(method), "network": method in run.nets, "ofPaper": method in run.nets_of_paper}
            for method in scores.columns
        ],
        "tasks": [_task(run, str(name)) for name in scores.index],
        "suites": {suite: suite_title(suite) for suite in dict.fromkeys(run.tasks["suite"])},
        "scores": _rows(scores.round(SCORE_DECIMALS)),
        "seconds": _rows(_seconds(run, scores).round(3)),
        **{end: _rows(bound) for end, bound in zip(("low", "high"), _intervals(run, scores), strict=True)},
        "paper": _rows(_paper(scores)),
        "runs": _runs(run, scores),
        "t": stats.t.ppf(0.975, np.arange(1, max(2, len(scores)))).round(9).tolist(),
        "fewest": MIN_TASKS,
        "critical": [
            float(stats.studentized_range.ppf(0.95, methods, np.inf)) / np.sqrt(2)
            for methods in range(2, max(3, scores.shape[1] + 1))
        ],
    }


def compressed_trials(run: RunFolder) -> str:
    """Return the trials and learning curves, as JSON in gzip in base64; empty without ``trials.parquet``.

    Where all of them would take more than :data:`MAX_TRIAL_CHARACTERS`, only the chosen ones are kept, and if
    these are still too many, only those of the paper's protocol (:meth:`RunFolder.of_protocol`); ``kept`` says which.
    """
    if run.trials is None:
        return ""
    names = run.tasks.index, run.methods
    chosen = run.trials[run.trials["chosen"]]
    packed = ""
    for kept, trials in (("all", run.trials), ("chosen", chosen), ("first", run.of_protocol(chosen))):
        text = json.dumps({"kept": kept, **trial_data(trials, *map(list, names))}, separators=(",", ":"))
        packed = base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()
        if len(packed) <= MAX_TRIAL_CHARACTERS:
            break
    return packed


def script_json(content: Mapping[str, object]) -> str:
    """Return JSON that is safe inside a ``script`` element."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _scores(run: RunFolder) -> pd.DataFrame:
    """Return all scores, tasks in the order of ``tasks.csv``."""
    scores = pd.concat([run.scores(metric) for metric in METRICS])
    return scores.reindex(run.tasks.index)


def _seconds(run: RunFolder, scores: pd.DataFrame) -> pd.DataFrame:
    seconds = run.of_protocol(run.runs).groupby(["task", "method"])["seconds"].sum().unstack("method")
    return seconds.reindex(index=scores.index, columns=scores.columns)


def test_rows(run: RunFolder) -> pd.Series:
    """Return the test rows that a task's score was measured on: those of all splits, each row once.

    A UCI task is scored on its first split alone; see :meth:`RunFolder.of_protocol`.
    """
    if "splits" not in run.tasks:
        return run.tasks["test_rows"].astype("Float64")
    splits = run.tasks["splits"].clip(lower=1).where(run.tasks["suite"] != "uci", 1)
    return (run.tasks["test_rows"] * splits).astype("Float64")


def _intervals(run: RunFolder, scores: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    from statsmodels.stats.proportion import proportion_confint

    accuracy = scores.reindex(run.tasks_of("accuracy")).reindex(scores.index)
    rows = test_rows(run).reindex(scores.index).to_numpy(float, na_value=np.nan)[:, None]
    values = accuracy.to_numpy(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = proportion_confint(values * rows, np.broadcast_to(rows, values.shape), method="wilson")
    ends = (np.where(np.isfinite(values), end, np.nan) for end in (low, high))
    low, high = (pd.DataFrame(end, scores.index, scores.columns).round(5) for end in ends)
    return low, high


def _paper(scores: pd.DataFrame) -> pd.DataFrame:
    paper = published_accuracies().reindex(index=scores.index, columns=scores.columns)
    if "htru2" in paper.index:
        htru2 = published_table("table_3_htru2_auc").set_index("method")["auc"]
        paper.loc["htru2"] = htru2.reindex(paper.columns).to_numpy()
    if "tox21" in paper.index:
        best = published_table("table_2_tox21_auc_by_depth").groupby("method")["auc_percent"].max() / 100
        paper.loc["tox21"] = best.reindex(paper.columns).to_numpy()
    return paper.round(6)


def _task(run: RunFolder, name: str) -> dict[str, object]:
    row = run.tasks.loc[name]
    counts = ("rows", "features", "classes", "test_rows", "train_rows", "splits")
    majority = row.get("majority_score")
    return {
        "name": name,
        "suite": row["suite"],
        **{count: None if pd.isna(row.get(count)) else int(row[count]) for count in counts},
        "metric": METRICS.get(row["metric"], row["metric"]),
        "status": row["status"],
        "majority": None if majority is None or pd.isna(majority) else float(majority),
        "notes": list(note_effects(row["notes"], str(run.config["scaling"]))),
        "reason": run.reasons().get(name, ""),
    }


def _runs(run: RunFolder, scores: pd.DataFrame) -> dict[str, list[object]]:
    """Return single results where a cell has several."""
    rows = run.runs[run.runs["test_score"].notna()]
    rows = rows[rows.duplicated(["task", "method"], keep=False)]
    tasks, methods = ({name: number for number, name in enumerate(axis)} for axis in (scores.index, scores.columns))
    return {
        "task": [tasks[name] for name in rows["task"]],
        "method": [methods[name] for name in rows["method"]],
        "split": rows["split"].tolist(),
        "repeat": rows["repeat"].tolist(),
        "score": rows["test_score"].round(6).tolist(),
    }


def _rows(table: pd.DataFrame) -> list[list[float | None]]:
    return [[None if np.isnan(value) else value for value in row] for row in table.to_numpy(float).tolist()]
