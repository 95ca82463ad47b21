"""Average ranks with their intervals, here and in the paper."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from snnbench.paper.tables import published_accuracies
from snnbench.plots import FAINT, OURS, PAPER, highlight_labels, one_panel
from snnbench.report.figures.report_figure import NotDrawn, ReportFigure
from snnbench.report.formats import format_value
from snnbench.report.picture import Drawing
from snnbench.report.results import Results
from snnbench.report.tables.ranking import Ranking
from snnbench.stats.bootstrap import average_rank_intervals
from snnbench.stats.ranks import order_by_rank


def average_ranks(scores: pd.DataFrame, seed: int, paper: pd.DataFrame | None = None) -> Figure:
    """Draw average rank differences with 95 % bootstrap intervals over the tasks.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Dense.
    seed : int
        Of the bootstrap.
    paper : DataFrame, shape (tasks, methods), optional
        The paper's accuracies, dense; methods that it lacks have no point of the paper.
    """
    ours = _differences(scores, seed)
    series = [(ours, "o", OURS, "full", f"this run ({len(scores)} tasks)")]
    if paper is not None:
        label = f"the paper ({len(paper)} tasks without NA)"
        series.append((_differences(paper, seed).reindex(ours.index), "D", PAPER, "none", label))
    with one_panel(6.2, 0.28 * len(series) * len(ours) ** 0.95 + 1.1) as (figure, axes):
        axes.axvline(0, color=FAINT, linewidth=1, zorder=0)
        for number, (table, marker, colour, fill, label) in enumerate(series):
            place = np.arange(len(table)) + 0.24 * (number - (len(series) - 1) / 2)
            errors = [table["rank"] - table["low"], table["high"] - table["rank"]]
            axes.errorbar(
                table["rank"], place, xerr=errors, fmt=marker, color=colour, fillstyle=fill, label=label, capsize=2
            )
        axes.set_yticks(range(len(ours)), ours.index)
        highlight_labels(axes.get_yticklabels())
        axes.invert_yaxis()
        axes.set_xlabel("average rank minus the mean rank, better to the left")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return figure


def _differences(scores: pd.DataFrame, seed: int) -> pd.DataFrame:
    table = average_rank_intervals(scores, seed).assign(rank=order_by_rank(scores))
    return (table - (scores.shape[1] + 1) / 2).sort_values("rank", kind="stable")


def _papers(results: Results) -> pd.DataFrame | None:
    """Return the paper's accuracies where the run has networks and tasks of the paper to compare with them."""
    nets = [net for net in results.rankings.nets.scores if net in results.run.nets_of_paper]
    common = results.rankings.nets.scores.index.intersection(published_accuracies().index)
    return published_accuracies()[nets].dropna() if len(nets) > 1 and len(common) else None


def _described(ranking: Ranking) -> str:
    differences = (
        f"{row.method} {format_value(row.avg_rank_difference, 'avg_rank_difference')}"
        for row in ranking.table.itertuples()
    )
    return f"Average rank differences of this run, best first: {', '.join(differences)}."


def _of_networks(results: Results) -> Drawing:
    ranking, paper = results.rankings.nets, _papers(results)
    if not len(ranking.scores):
        raise NotDrawn("no task has a result of every network")
    return Drawing(
        average_ranks(ranking.scores, int(results.run.config["seed"]), paper),
        "Average rank of each network with a 95 % bootstrap interval over the tasks"
        + ("." if paper is None else ", in this run and in the paper."),
        _described(ranking),
    )


def _of_all_methods(results: Results) -> Drawing:
    ranking = results.rankings.every
    if not len(ranking.scores):
        raise NotDrawn("no task has a result of every method")
    return Drawing(
        average_ranks(ranking.scores, int(results.run.config["seed"])),
        "Average rank of each method with a 95 % bootstrap interval over the tasks.",
        _described(ranking),
    )


AVERAGE_RANKS = ReportFigure("average_ranks", lambda results: results.rankings.nets.scores.shape[1] > 1, _of_networks)
AVERAGE_RANKS_OF_ALL = ReportFigure(
    "average_ranks_all_methods",
    lambda results: len(results.run.other_methods) > 0 and len(results.run.methods) > 1,
    _of_all_methods,
)
