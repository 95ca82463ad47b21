"""All scores at a glance."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from snnbench.plots import STYLE, highlight_labels
from snnbench.report.figures.report_figure import NotDrawn, ReportFigure
from snnbench.report.formats import listed
from snnbench.report.picture import Drawing
from snnbench.report.results import Results
from snnbench.report.run_folder import RunFolder

LOWEST = -0.2
"""Differences below are drawn in the colour of this one and marked."""
ROWS_OF_A_PANEL = 70


def score_heat_map(scores: pd.DataFrame) -> Figure:
    """Draw the difference to each task's best method; grey where there is no result, dots where it is clipped.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        In the order of the figure. More than :data:`ROWS_OF_A_PANEL` tasks are spread over two panels.
    """
    gap = scores.sub(scores.max(axis=1), axis=0)
    halves = np.array_split(np.arange(len(gap)), 2 if len(gap) > ROWS_OF_A_PANEL else 1)
    panel = (max(0.2 * scores.shape[1] + 2.0, 4.6 / len(halves)), max(1.5, 0.115 * len(halves[0]) + 1.9))
    with plt.style.context(str(STYLE)):
        figure, panels = plt.subplots(1, len(halves), figsize=(panel[0] * len(halves), panel[1]), squeeze=False)
        for axes, rows in zip(panels[0], halves, strict=True):
            image = _draw_panel(axes, gap.iloc[rows])
        bar = figure.colorbar(image, ax=panels, location="top", extend="min", shrink=0.5, aspect=40, pad=0.01)
        bar.set_ticks(np.linspace(LOWEST, 0, 5).tolist())
        bar.set_label(f"score minus the best of the task\n(dot: below {LOWEST:g}, grey: no result)".replace("-", "−"))
    return figure


def _draw_panel(axes: Axes, gap: pd.DataFrame) -> AxesImage:
    values = np.ma.masked_invalid(gap.to_numpy(float))
    colours = plt.get_cmap("viridis").with_extremes(bad="0.85")
    image = axes.imshow(values, aspect="auto", cmap=colours, vmin=LOWEST, vmax=0, interpolation="nearest")
    rows, columns = np.nonzero(values.filled(0) < LOWEST)
    axes.plot(columns, rows, "o", color="w", markersize=1.6)
    axes.set_xticks(range(gap.shape[1]), gap.columns, rotation=90)
    axes.set_yticks(range(len(gap)), gap.index, fontsize=7)
    highlight_labels(axes.get_xticklabels())
    axes.tick_params(length=0)
    return image


def ordered_scores(run: RunFolder) -> pd.DataFrame:
    """Return all scores, tasks by number of rows and methods by average rank, best first."""
    scores = pd.concat([run.scores(metric) for metric in ("accuracy", "auc", "mean_auc")]).dropna(how="all")
    by_rank = scores.rank(axis=1, ascending=False).mean().sort_values(kind="stable").index
    by_size = run.tasks.loc[scores.index, "rows"].astype(float).sort_values(kind="stable").index
    return scores.loc[by_size, by_rank]


def _draw(results: Results) -> Drawing:
    scores = ordered_scores(results.run).rename(columns=results.run.shown_name)
    if scores.empty:
        raise NotDrawn("there is no score")
    best = scores.eq(scores.max(axis=1), axis=0).sum().sort_values(ascending=False, kind="stable")
    most = list(best.index[best == best.max()])
    return Drawing(
        score_heat_map(scores),
        "Score of each method minus the best score on the task; methods by average rank, tasks by number of rows.",
        f"{len(scores)} tasks by {scores.shape[1]} methods; best on most tasks: {listed(most)}, on {best.max()}.",
    )


SCORE_HEAT_MAP = ReportFigure("score_heat_map", lambda results: len(results.run.methods) > 1, _draw)
