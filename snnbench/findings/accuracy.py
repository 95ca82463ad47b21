"""Accuracy of the networks on UCI tasks next to the paper's, by size of the tasks."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.report.formats import listed
from snnbench.report.luck import ALL, SIZES, GroupRanks, Luck
from snnbench.report.verdict import points_from_paper


def headline(luck: Luck) -> Iterator[str]:
    """Yield how SNN's mean accuracy compares with the paper's, where the paper has the tasks."""
    if luck.groups[ALL].paper is None:
        return
    means = luck.groups[ALL].means.set_index("method").loc["SNN"]
    differs = [name for name in SIZES if name in luck.groups and _differs(luck.groups[name])]
    by_size = [f"{points_from_paper(luck.groups[name], 'SNN')} points on tasks of {name}" for name in differs]
    start = (
        "SNN's mean accuracy is not that of the paper"
        if _differs(luck.groups[ALL])
        else "SNN's mean accuracy is that of the paper" + (", though not on tasks of every size" if differs else "")
    )
    yield (
        f"**{start}.** It is {means['ours_common']:.3f} here and {means['paper']:.3f} in the paper, a difference of "
        f"{points_from_paper(luck.groups[ALL], 'SNN')} points (standard error)"
        + (f"; more than two standard errors from 0 are {listed(by_size)}." if differs else ".")
    )


def accuracy(luck: Luck) -> Iterator[str]:
    """Yield the table as Markdown, where the paper has the tasks."""
    if luck.groups[ALL].paper is not None:
        yield (
            "Accuracy minus the paper's, in percentage points with the standard error over tasks: means over all seeds "
            "on the paper's test rows."
        )
        yield markdown(_table(luck))


def _differs(group: GroupRanks) -> bool:
    if group.paper is None:
        return False
    row = group.means.set_index("method").loc["SNN"]
    return bool(abs(row["difference_points"]) > 2 * row["standard_error"])


def _table(luck: Luck) -> pd.DataFrame:
    groups = {name: luck.groups[name] for name in (ALL, *SIZES) if name in luck.groups}
    columns = {}
    for name, group in groups.items():
        if group.paper is not None:
            methods = sorted(group.paper["method"])
            points = [points_from_paper(group, method) for method in methods]
            columns[f"{name} ({len(group.tasks_of_paper)})"] = pd.Series(points, index=methods)
    order = [method for method in luck.groups[ALL].ours["method"] if method in luck.groups[ALL].places_of_paper]
    return pd.DataFrame(columns).loc[order].rename_axis("network").reset_index()
