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
    whole = luck.groups[ALL]
    means = whole.means.set_index("method")
    by_size = [
        f"{points_from_paper(luck.groups[name], 'SNN')} on tasks of {name}"
        for name in SIZES
        if name in luck.groups and luck.groups[name].paper is not None
    ]
    others = means.drop(index="SNN")["difference_points"].dropna().sort_values(ascending=False)
    above = [f"{method} {points_from_paper(whole, method)}" for method in others.index if others[method] > 0]
    yield (
        f"**SNN's mean accuracy {'differs' if _differs(whole) else 'does not differ measurably'} from the paper's.** "
        f"It is {means.loc['SNN', 'ours_common']:.3f} over all seeds and {means.loc['SNN', 'paper']:.3f} in the paper, "
        f"{points_from_paper(whole, 'SNN')} points"
        + (f": {listed(by_size)}." if by_size else ".")
        + (f" Above their accuracy in the paper are {listed(above)}." if above else "")
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
