"""Accuracy against depth, all networks in one panel."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy import stats

from snnbench.plots import method_looks, one_panel
from snnbench.report.figures.depth_axis import set_depth_axis
from snnbench.report.figures.report_figure import NO_TRIALS, NotDrawn, ReportFigure
from snnbench.report.picture import Drawing
from snnbench.report.results import Results
from snnbench.report.tables.depths import scores_by_depth

MAX_SPREAD = 0.245
"""Between the first and the last network of one depth, as a share of it."""
CAUTION = " Successive halving stopped most settings early, so depths that seldom win are shown too low."


def cells_by_depth(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the mean score of each task, shape (tasks, networks and depths), of tasks on which no network lacks any.

    Parameters
    ----------
    scores : DataFrame
        Of :func:`snnbench.report.tables.depths.scores_by_depth`.
    """
    return scores.groupby(["task", "method", "depth"])["test_score"].mean().unstack(["method", "depth"]).dropna()


def paired_means(scores: pd.DataFrame) -> pd.DataFrame:
    """Return each network's mean accuracy per depth with a 95 % interval that leaves out how tasks differ.

    Parameters
    ----------
    scores : DataFrame
        Of :func:`snnbench.report.tables.depths.scores_by_depth`.

    Returns
    -------
    DataFrame
        ``method``, ``depth``, ``mean``, ``half_width`` and ``tasks``, the number of tasks on which every network has
        a result at all of its depths; only those count. NaN widths for a single task.

    Notes
    -----
    Each task's mean over networks and depths is subtracted before the standard error is taken, and the variance is
    multiplied by k / (k - 1) for k networks and depths: the interval for repeated measures of Morey (2008,
    Confidence intervals from normalized data).
    """
    cells = cells_by_depth(scores)
    tasks, columns = cells.shape
    centred = cells.sub(cells.mean(axis=1), axis=0)
    correction = np.sqrt(columns / (columns - 1)) if columns > 1 else 1.0
    reach = stats.t.ppf(0.975, tasks - 1) if tasks > 1 else np.nan
    table = pd.DataFrame({"mean": cells.mean(), "half_width": centred.sem() * correction * reach})
    return table.assign(tasks=tasks).reset_index()


def accuracy_by_depth(means: pd.DataFrame) -> Figure:
    """Draw :func:`paired_means`, networks overlaid and set a little apart along the axis."""
    methods = list(dict.fromkeys(means["method"]))
    looks = method_looks(methods)
    apart = min(0.035, MAX_SPREAD / len(methods))
    with one_panel(6.8, 4.0) as (figure, axes):
        for number, method in enumerate(methods):
            part = means[means["method"] == method].sort_values("depth")
            shift = 1 + apart * (number - (len(methods) - 1) / 2)
            axes.errorbar(part["depth"] * shift, part["mean"], yerr=part["half_width"], label=method, **looks[method])
        set_depth_axis(axes, means["depth"])
        axes.set_xlabel("hidden layers (blocks for ResNet)")
        axes.set_ylabel(f"mean test accuracy over {means['tasks'].iloc[0]} tasks")
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def _draw(results: Results) -> Drawing:
    run = results.run
    if run.trials is None:
        raise NotDrawn(NO_TRIALS)
    scores = scores_by_depth(run, "accuracy")
    means = paired_means(scores) if len(scores) else pd.DataFrame(columns=["tasks"])
    if means.empty:
        raise NotDrawn("no task has a result of every network at each of its depths")
    order = {method: place for place, method in enumerate(run.nets)}
    means = means.sort_values("method", key=lambda names: names.map(order), kind="stable")
    means["method"] = means["method"].map(run.shown_name)
    best = means.sort_values("mean", kind="stable").drop_duplicates("method", keep="last")
    return Drawing(
        accuracy_by_depth(means),
        "Mean test accuracy of the best setting of each depth, chosen on the validation rows; 95 % intervals for "
        "comparing networks and depths on the same tasks." + (CAUTION if run.uses_halving else ""),
        "Best depths: " + ", ".join(f"{row.method} {row.depth}" for row in best.itertuples()) + ".",
    )


ACCURACY_BY_DEPTH = ReportFigure(
    "accuracy_by_depth",
    lambda results: bool(results.run.nets) and results.run.scores("accuracy")[results.run.nets].notna().any(axis=None),
    _draw,
)
