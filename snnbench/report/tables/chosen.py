"""Which settings won, and how deep they were."""

from __future__ import annotations

import json
from collections import Counter

import pandas as pd

from snnbench.nets.architectures import depth_names
from snnbench.paper.tables import published_table
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.depths import known_depth


def chosen_hyperparameters(run: RunFolder) -> ResultTable:
    """Return, per method, the average depth next to the paper's, and the values that were chosen most often.

    As in the paper, over the UCI tasks; over all tasks where the run has none of them.
    """
    rows = run.of_protocol(run.runs[run.runs["status"] == "ok"])
    uci = rows[rows["suite"] == "uci"]
    over = "the UCI tasks" if len(uci) else "all tasks of this run"
    rows = uci if len(uci) else rows
    paper = published_table("average_depth").set_index("method")
    # Runs of older versions do not say how many settings failed.
    counted = "failed_settings" in rows
    table = []
    for method in run.methods:
        chosen = rows[rows["method"] == method]
        settings = [json.loads(text) for text in chosen["hyperparameters"]]
        if not settings:
            continue
        depths = [depth for depth in map(known_depth, settings) if depth] if method in run.nets else []
        table.append(
            {
                "method": method,
                "choices": len(settings),
                "failed_settings": int(chosen["failed_settings"].sum()) if counted else None,
                "average_depth": sum(depths) / len(depths) if depths else None,
                "average_depth_paper": paper["average_depth"].get(method),
                "unit": paper["unit"].get(method, "") if depths else "",
                "depths": _counts(depths),
                "chosen_most_often": _most_often(settings, _searched(run, method, set(rows["suite"])) - depth_names()),
            }
        )
    depth_columns = ["average_depth", "average_depth_paper", "unit", "depths"]
    columns = ["method", "choices", "failed_settings", *depth_columns, "chosen_most_often"]
    if not run.has_paper_accuracies:
        columns.remove("average_depth_paper")
    if not counted:
        columns.remove("failed_settings")
    return ResultTable(
        "hyperparameters",
        "Hyperparameters chosen, and average depth",
        pd.DataFrame(table, columns=columns).astype(
            {name: float for name in columns if name.startswith("average_depth")}
        ),
        f"Over {over}, one choice per task, split and repeat. {_FAILED if counted else ''}Depths: how often each "
        "number of layers or blocks won. Hyperparameters with one value in the grid are not listed.",
        tasks=tuple(dict.fromkeys(rows["task"])),
        left_out={task: run.reasons()[task] for task in run.reasons() if task not in set(rows["task"])},
    )


_FAILED = "Failed settings of these grids are not candidates: the choice is among the others. "


def _counts(values: list[int]) -> str:
    return ", ".join(f"{value}: {count}" for value, count in sorted(Counter(values).items()))


def _searched(run: RunFolder, method: str, suites: set[str]) -> set[str]:
    """Return the hyperparameters of which a method's grid on some suites holds more than one value."""
    all_grids = run.config["grids"]
    grids = [{**all_grids.get("default", {}), **all_grids.get(suite, {})}.get(method, {}) for suite in suites]
    grids += [own["grid"] for own in run.config.get("estimators", ()) if own["name"] == method]
    values: dict[str, set[str]] = {}
    for grid in grids:
        for part in grid if isinstance(grid, list) else [grid]:
            for name, some in part.items():
                values.setdefault(name, set()).update(map(json.dumps, some))
    return {name for name, some in values.items() if len(some) > 1}


def _most_often(settings: list[dict[str, object]], searched: set[str]) -> str:
    """Return the most frequent value of each hyperparameter that was searched, and its share."""
    names = dict.fromkeys(name for setting in settings for name in setting if name in searched)
    parts = []
    for name in names:
        counts = Counter(json.dumps(setting[name]) for setting in settings if name in setting)
        value, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        parts.append(f"{name} {json.loads(value)} ({100 * count / len(settings):.0f} %)")
    return ", ".join(parts)
