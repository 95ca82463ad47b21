"""How well each method does at each depth, and Table 2."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd

from snnbench.nets.architectures import depth_of
from snnbench.paper.tables import published_table
from snnbench.report.formats import format_value
from snnbench.report.result_table import Place, ResultTable
from snnbench.report.run_folder import RunFolder
from snnbench.training.selection import tie_order

CELL = ["task", "split", "repeat", "method"]


def known_depth(setting: Mapping[str, object]) -> int | None:
    """Return the hidden layers or blocks of a setting, None if it is of a network that names no depth."""
    try:
        return depth_of(setting)
    except KeyError:
        return None


def scores_by_depth(run: RunFolder, metric: str) -> pd.DataFrame:
    """Return the setting with the best validation score of each depth, by the paper's order of ties.

    Parameters
    ----------
    run : RunFolder
        With its trials.
    metric : {"accuracy", "auc", "mean_auc"}
        Of the tasks to take.

    Returns
    -------
    DataFrame
        Columns ``task``, ``split``, ``repeat``, ``method``, ``depth``, ``validation_score``, ``test_score``.

    Raises
    ------
    ValueError
        If the run's folder does not keep the trials.
    """
    if run.trials is None:
        raise ValueError("scores by depth need trials.parquet")
    wanted = run.trials["task"].isin(run.tasks_of(metric)) & run.trials["method"].isin(run.nets)
    usable = (run.trials["status"] == "ok") & run.trials["validation_score"].notna()
    trials = run.of_protocol(run.trials[wanted & usable])
    settings = {text: json.loads(text) for text in trials["hyperparameters"].unique()}
    ties = pd.DataFrame.from_dict(
        {text: [known_depth(setting), *tie_order(setting)[1:]] for text, setting in settings.items()},
        orient="index",
        columns=["depth", "rate", "dropout"],
    )
    trials = trials.join(ties, on="hyperparameters")
    trials = trials[trials["depth"].notna()].astype({"depth": int})
    order = ["validation_score", "rate", "dropout", "trial"]
    best = trials.sort_values(order, ascending=[False, True, True, True], kind="stable").drop_duplicates(
        [*CELL, "depth"]
    )
    columns = [*CELL, "depth", "validation_score", "test_score"]
    return best.sort_values([*CELL, "depth"], ignore_index=True)[columns]


def tox21_by_depth(run: RunFolder) -> pd.DataFrame:
    """Return the mean AUC on Tox21 by method and depth over the repeats, in percent, next to the paper's.

    Returns
    -------
    DataFrame
        Columns ``method``, ``depth`` (hidden layers, or blocks), ``repeats``, ``auc_percent``, ``std_percent``
        (over the repeats), ``auc_percent_paper``, ``std_percent_paper``; a row for whatever one of the two has.
    """
    scores = scores_by_depth(run, "mean_auc")
    scores = scores[scores["task"] == "tox21"]
    scores = scores.groupby(["method", "depth", "repeat"])["test_score"].mean().mul(100)
    ours = scores.groupby(["method", "depth"]).agg(repeats="count", auc_percent="mean", std_percent="std")
    paper = published_table("table_2_tox21_auc_by_depth").set_index(["method", "depth"]).add_suffix("_paper")
    paper = paper[paper.index.isin(run.nets_of_paper, level="method")]
    table = ours.join(paper, how="outer").reset_index()
    table["repeats"] = table["repeats"].fillna(0).astype(int)
    place = table["method"].map({method: place for place, method in enumerate(run.nets)})
    return table.assign(place=place).sort_values(["place", "depth"], ignore_index=True).drop(columns="place")


def table2_tox21(run: RunFolder) -> ResultTable:
    """Return the mean AUC on Tox21, a method's depths side by side, this run above the paper."""
    tidy = tox21_by_depth(run)
    tidy["best_depth"] = _is_highest(tidy, "auc_percent")
    tidy["best_depth_paper"] = _is_highest(tidy, "auc_percent_paper")
    depths = sorted(tidy["depth"].unique())
    marks: dict[tuple[int, str], str] = {}
    rows, best = [], set()
    for method in run.nets:
        part = tidy[tidy["method"] == method].set_index("depth")
        for source, suffix in (("this run", ""), ("paper", "_paper")):
            means = part[f"auc_percent{suffix}"].reindex(depths)
            rows.append({"method": method, "source": source, **{str(depth): means[depth] for depth in depths}})
            marks |= _deviations(len(rows) - 1, part[f"std_percent{suffix}"])
            if not suffix:
                marks = _with_repeats(marks, len(rows) - 1, part["repeats"], int(tidy["repeats"].max()))
            best |= {(len(rows) - 1, str(depth)) for depth in part.index[part[f"best_depth{suffix}"]]}
    reasons = run.reasons()
    ours = tidy["auc_percent"].notna().any()
    return ResultTable(
        "table2_tox21",
        "Table 2. Mean AUC on Tox21 by depth, in percent",
        pd.DataFrame(rows),
        "Mean and standard deviation over the repeats of the setting that is best on the validation set among those "
        "of the depth: hidden layers, and blocks for ResNet. Each method's best depth, a choice by these scores, is "
        "bold. In brackets: how many repeats have a net, where in the others every setting of the depth diverged.",
        best=frozenset(best),
        marks=marks,
        tasks=("tox21",) if ours else (),
        left_out={"tox21": reasons["tox21"]} if "tox21" in reasons else {},
        tidy=tidy,
    )


def _is_highest(table: pd.DataFrame, column: str) -> pd.Series:
    highest = table.groupby("method")[column].transform("max")
    return table[column].notna() & (table[column] == highest)


def _deviations(row: int, deviations: pd.Series) -> dict[Place, str]:
    known = deviations.dropna()
    return {(row, str(depth)): f" ± {format_value(value, 'percent')}" for depth, value in known.items()}


def _with_repeats(marks: Mapping[Place, str], row: int, repeats: pd.Series, most: int) -> dict[Place, str]:
    """Return the marks with the number of repeats where there are some, but not all of them."""
    fewer = repeats[(repeats > 0) & (repeats < most)]
    return {**marks} | {
        (row, str(depth)): f"{marks.get((row, str(depth)), '')} ({count} of {most})" for depth, count in fewer.items()
    }
