"""Scores against depth."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

from snnbench.plots import OURS, PAPER, panel_per_method


def accuracy_by_depth(scores: pd.DataFrame, methods: list[str]) -> Figure:
    """Draw each network's mean test accuracy over the tasks at each depth, and its standard error.

    Parameters
    ----------
    scores : DataFrame
        Of :func:`snnbench.report.tables.depths.scores_by_depth`; of each network those tasks count that have a
        result at every depth.
    methods : list of str
        In the order of the panels.
    """
    methods = [method for method in methods if method in set(scores["method"])]
    with panel_per_method(methods) as (figure, panels):
        for method, axes in panels.items():
            cells = scores[scores["method"] == method].groupby(["task", "depth"])["test_score"].mean()
            matrix = cells.unstack("depth").dropna()  # (tasks, depths)
            axes.errorbar(matrix.columns, matrix.mean(), yerr=matrix.sem().fillna(0), fmt="o-", color=OURS, capsize=2)
            axes.set_title(f"{method} ({len(matrix)} tasks)")
            _depth_axis(axes, sorted(scores["depth"].unique()))
        figure.supxlabel("hidden layers (blocks for ResNet)")
        figure.supylabel("mean test accuracy")
    return figure


def tox21_by_depth(table: pd.DataFrame) -> Figure:
    """Draw each network's mean AUC on Tox21 at each depth with its standard deviation, here and in the paper.

    Parameters
    ----------
    table : DataFrame
        Of :func:`snnbench.report.tables.depths.tox21_by_depth`.
    """
    methods = list(dict.fromkeys(table["method"]))
    with panel_per_method(methods) as (figure, panels):
        for method, axes in panels.items():
            part = table[table["method"] == method]
            for suffix, style, colour, fill, label in (
                ("", "o-", OURS, "full", "this run"),
                ("_paper", "D--", PAPER, "none", "the paper"),
            ):
                some = part.dropna(subset=f"auc_percent{suffix}")
                deviation = some[f"std_percent{suffix}"].fillna(0)
                axes.errorbar(
                    some["depth"],
                    some[f"auc_percent{suffix}"],
                    yerr=deviation,
                    fmt=style,
                    color=colour,
                    fillstyle=fill,
                    capsize=2,
                    label=label,
                )
            _depth_axis(axes, sorted(table["depth"].unique()))
        figure.supxlabel("hidden layers (blocks for ResNet)")
        figure.supylabel("mean AUC over the assays, percent")
        handles, labels = next(iter(panels.values())).get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=2)
    return figure


def _depth_axis(axes, depths: list[int]) -> None:  # noqa: ANN001
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_locator(FixedLocator(depths))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:.0f}"))
