"""Average ranks with their intervals, here and in the paper."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from snnbench.paper.tables import published_accuracies
from snnbench.plots import FAINT, OURS, PAPER, one_panel
from snnbench.stats.bootstrap import average_rank_intervals
from snnbench.stats.ranks import order_by_rank


def average_ranks(scores: pd.DataFrame, seed: int) -> Figure:
    """Draw the networks' average rank differences with 95 % bootstrap intervals over the tasks.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, networks)
        Dense.
    seed : int
        Of the bootstrap.
    """
    ours = _differences(scores, seed)
    paper = published_accuracies()[list(scores.columns)].dropna()
    theirs = _differences(paper, seed).loc[ours.index]
    with one_panel(6.2, 0.5 * len(ours) + 1.2) as (figure, axes):
        axes.axvline(0, color=FAINT, linewidth=1, zorder=0)
        for table, shift, marker, colour, filled, label in (
            (ours, -0.12, "o", OURS, "full", f"this run ({len(scores)} tasks)"),
            (theirs, 0.12, "D", PAPER, "none", f"the paper ({len(paper)} tasks without NA)"),
        ):
            place = np.arange(len(table)) + shift
            errors = [table["rank"] - table["low"], table["high"] - table["rank"]]
            axes.errorbar(
                table["rank"], place, xerr=errors, fmt=marker, color=colour, fillstyle=filled, label=label, capsize=2
            )
        axes.set_yticks(range(len(ours)), ours.index)
        axes.invert_yaxis()
        axes.set_xlabel("average rank minus the mean rank (better to the left), 95 % bootstrap interval")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return figure


def _differences(scores: pd.DataFrame, seed: int) -> pd.DataFrame:
    table = average_rank_intervals(scores, seed).assign(rank=order_by_rank(scores))
    return (table - (scores.shape[1] + 1) / 2).sort_values("rank", kind="stable")
