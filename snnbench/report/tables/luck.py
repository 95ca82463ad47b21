"""Tables of what is luck: ranks with intervals, sources of variance, and the paper's ranks against ours."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from snnbench.report.formats import listed
from snnbench.report.luck import ALL, Luck
from snnbench.report.result_table import ResultTable
from snnbench.report.verdict import tasks_of_components
from snnbench.stats.places import Place


def luck_tables(luck: Luck | None) -> list[ResultTable]:
    """Return the tables that the run has enough folds, seeds and tasks for."""
    if luck is None:
        return []
    tables = [ranks_with_intervals(luck), mean_accuracies(luck)]
    if luck.components is not None:
        tables.append(variance_sources(luck))
    if luck.another is not None:
        tables.append(paper_against_seeds(luck))
    return tables


def ranks_with_intervals(luck: Luck) -> ResultTable:
    """Return average ranks with intervals over tasks, folds and seeds, here and in the paper, by size of the tasks."""
    rows = []
    for name, group in luck.groups.items():
        table = _with_places(group.ours, group.places).assign(tasks=len(group.tasks), group=name)
        if group.paper is not None:
            paper = _with_places(group.paper, group.places_of_paper).set_index("method")
            paper = paper[["avg_rank", "low", "high", "place_low", "place_high", "p_first"]]
            table = table.join(paper.add_suffix("_paper"), on="method")
        rows.append(table)
    data = pd.concat(rows, ignore_index=True).dropna(axis=1, how="all")
    order = ["group", "tasks", "method", *(name for name in data if name not in ("group", "tasks", "method"))]
    whole = luck.groups[ALL]
    data = data[order].rename(columns=_as_ranks)
    return ResultTable(
        "ranks_with_intervals",
        "How certain the ranking of the networks is",
        data,
        f"Average rank by the mean accuracy over all folds and seeds ({whole.replicates:,} combinations with "
        f"{len(whole.tasks)} tasks) with Student's 95 % interval over the tasks, the places that two-sided paired "
        "Wilcoxon tests with Holm's correction leave open, and the share of first places when tasks, folds and seeds "
        "are drawn again (bootstrap; too close to 0 or 1 where there are few tasks). One run: what to expect of a run "
        "of one fold and one seed, as the paper's is, on these very tasks; means over several tell networks apart "
        "that a single run confuses, so their ranks lie farther from the middle.",
        tasks=whole.tasks,
    )


def mean_accuracies(luck: Luck) -> ResultTable:
    """Return the mean accuracy of every network by size of the tasks, here and in the paper on the same tasks."""
    data = pd.concat(
        [
            group.means.assign(group=name, tasks=len(group.tasks), tasks_common=len(group.tasks_of_paper))
            for name, group in luck.groups.items()
        ],
        ignore_index=True,
    )
    if "paper" not in data:
        data = data.drop(columns="tasks_common")
    order = ["group", "tasks", "method", "ours", "tasks_common", "ours_common", "paper", "difference_points"]
    data = data[[name for name in (*order, "standard_error") if name in data]]
    return ResultTable(
        "mean_accuracies",
        "Mean accuracy of the networks, by size of the tasks",
        data.rename(columns={"standard_error": "standard_error_points"}),
        "Over all folds and seeds. Next to the paper stand our means over all seeds on its test rows (the first fold) "
        "of the same tasks; the difference is ours minus the paper's, in percentage points, with its standard error "
        "over tasks.",
        tasks=luck.groups[ALL].tasks,
    )


def variance_sources(luck: Luck) -> ResultTable:
    """Return how much of the variance of accuracy is due to tasks, folds, seeds and methods."""
    assert luck.components is not None
    data = luck.components.assign(deviation_points=100 * luck.components["deviation"])
    clipped = data.loc[data["below_zero"], "source"].tolist()
    return ResultTable(
        "variance_sources",
        "Where the variance of accuracy comes from",
        data[["source", "deviation_points", "share"]],
        f"Variance components of single runs over the {tasks_of_components(luck)}, as if each source were equally "
        "large on all of them: standard deviations in percentage points, and shares of the total variance. The paper's "
        "table cannot be split like this, as it has one result per task. A ranking depends on the rows with "
        "'method' alone, as the others move all networks alike; 'method x seed' is what another seed changes between "
        "two networks on the same rows"
        + (
            "."
            if "method x seed" in set(data["source"])
            else "; only one seed counts here, so it is part of 'method x split'."
        )
        + (f" Estimated below 0, so shown as 0: {listed(clipped)}." if clipped else ""),
        tasks=luck.component_tasks,
    )


def paper_against_seeds(luck: Luck) -> ResultTable:
    """Return the paper's average ranks against those of single seeds on the same test rows."""
    assert luck.another is not None
    found = luck.another
    return ResultTable(
        "paper_against_seeds",
        "The paper's ranks against ours: more than another seed?",
        found.methods.rename(
            columns={
                "avg_rank_other": "avg_rank_paper",
                "difference": "rank_difference_paper",
                "seeds_deviation": "seeds_deviation_rank",
            }
        ),
        f"On the {found.tasks} tasks that were repeated with several seeds on the paper's test rows. The deviation is "
        "that of one of our own seeds from the others; the p-value is the share of our seeds that are as far away as "
        f"the paper. Over all networks the paper's ranks are {found.distance:.2f} from ours (root mean square), a "
        f"further seed's typically {found.expected_distance:.2f}: p = {found.p_value:.4f}.",
        tasks=luck.groups[ALL].tasks_of_paper,
    )


def _with_places(table: pd.DataFrame, places: Mapping[str, Place]) -> pd.DataFrame:
    low, high = ({method: getattr(place, end) for method, place in places.items()} for end in ("low", "high"))
    return table.assign(place_low=table["method"].map(low), place_high=table["method"].map(high))


def _as_ranks(column: str) -> str:
    """Name the ends of intervals so that they are written with a rank's decimals."""
    if column.startswith("place"):
        return column
    for end in ("low", "high"):
        if column == end or column.startswith(f"{end}_") or column.endswith(f"_{end}"):
            return f"{column.replace(end, f'rank_{end}')}"
    return column
