"""The figures of a run, PNG and PDF."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from snnbench.files import written_whole
from snnbench.report.run_folder import RunFolder

STYLE = resources.files("snnbench.report") / "style.mplstyle"


def save_figure(figure: Figure, folder: Path, name: str) -> None:
    """Write ``<name>.png`` and ``<name>.pdf``, without dates, so that the same figure gives the same bytes."""
    for suffix, metadata in (("png", {"Software": None}), ("pdf", {"CreationDate": None})):
        with written_whole(folder / f"{name}.{suffix}") as temporary:
            figure.savefig(temporary, format=suffix, metadata=metadata)
    plt.close(figure)


def average_ranks(table1: pd.DataFrame) -> Figure:
    """Draw each network's average rank difference, ours and the paper's."""
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(6.2, 0.45 * len(table1) + 1.2))
        place = np.arange(len(table1))
        axes.axvline(0, color="0.7", linewidth=1, zorder=0)
        axes.plot(table1["avg_rank_difference"], place, "o", label="this run")
        if table1["avg_rank_difference_paper"].notna().any():
            axes.plot(table1["avg_rank_difference_paper"], place, "D", fillstyle="none", label="paper (121 tasks)")
        axes.set_yticks(place, table1["method"])
        axes.invert_yaxis()
        axes.set_xlabel("average rank minus mean rank (better to the left)")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return figure


def ours_against_paper(table: pd.DataFrame) -> Figure:
    """Draw accuracy here against the paper's, one point a task, one panel a network."""
    methods = list(dict.fromkeys(table["method"]))
    with plt.style.context(str(STYLE)):
        columns = min(4, len(methods))
        rows = -(-len(methods) // columns)
        figure, grid = plt.subplots(
            rows,
            columns,
            figsize=(2.1 * columns + 0.4, 2.1 * rows + 0.4),
            sharex=True,
            sharey=True,
            squeeze=False,
        )
        for axes, method in zip(grid.flat, methods, strict=False):
            part = table[table["method"] == method]
            axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, zorder=0)
            axes.plot(part["paper"], part["ours"], "o", markersize=3, alpha=0.7)
            axes.set_title(f"{method}: median |difference| {part['difference'].abs().median():.3f}", fontsize=7)
            axes.set_aspect("equal")
        for axes in grid.flat[len(methods) :]:
            axes.set_visible(False)
        figure.supxlabel("accuracy in the paper")
        figure.supylabel("accuracy in this run")
    return figure


def score_heat_map(scores: pd.DataFrame) -> Figure:
    """Draw the difference to each task's best method, tasks by methods; grey where there is no result."""
    with plt.style.context(str(STYLE)):
        size = (0.55 * scores.shape[1] + 2.6, max(3.0, 0.16 * len(scores) + 1.6))
        figure, axes = plt.subplots(figsize=size)
        gap = scores.sub(scores.max(axis=1), axis=0)
        colours = plt.get_cmap("viridis").with_extremes(bad="0.85")
        image = axes.imshow(np.ma.masked_invalid(gap.to_numpy(float)), aspect="auto", cmap=colours, vmin=-0.2, vmax=0)
        axes.set_xticks(range(scores.shape[1]), scores.columns, rotation=45, ha="right")
        axes.set_yticks(range(len(scores)), scores.index, fontsize=6 if len(scores) > 20 else 8)
        figure.colorbar(image, label="score minus the task's best", extend="min")
    return figure


def time_per_method(run: RunFolder) -> Figure:
    """Draw the processor time of each method over all tasks."""
    seconds = run.runs.groupby("method")["seconds"].sum().reindex(run.methods).fillna(0)
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(6.2, 0.35 * len(seconds) + 1.2))
        axes.barh(seconds.index, seconds / 60)
        axes.invert_yaxis()
        axes.set_xlabel("processor time of all tasks and settings, minutes")
    return figure


def draw_figures(run: RunFolder, table1: pd.DataFrame, comparison: pd.DataFrame, folder: Path) -> dict[str, str]:
    """Write the figures of a run.

    Returns
    -------
    dict of str to str
        Alternative text by name of the figure; those without data are left out.
    """
    made = {}
    if len(table1):
        save_figure(average_ranks(table1), folder, "average_ranks")
        order = ", ".join(f"{row.method} {row.avg_rank_difference:+.2f}" for row in table1.itertuples())
        made["average_ranks"] = f"Average rank differences, best first: {order}."
    if len(comparison):
        save_figure(ours_against_paper(comparison), folder, "ours_vs_paper")
        made["ours_vs_paper"] = (
            f"Accuracy of this run against the paper's on {comparison['task'].nunique()} tasks, a panel per network."
        )
    scores = pd.concat([run.scores("accuracy"), run.scores("auc")])
    scores = scores[~scores.index.duplicated()].dropna(how="all")
    if len(scores):
        save_figure(score_heat_map(scores), folder, "score_heat_map")
        made["score_heat_map"] = "Score of each method minus the best score on the task, tasks by methods."
    save_figure(time_per_method(run), folder, "time_per_method")
    made["time_per_method"] = "Processor minutes per method over all tasks."
    return made
