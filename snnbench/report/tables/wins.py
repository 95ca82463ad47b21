"""How often one method beats another, and how probable it is that it does."""

from __future__ import annotations

import pandas as pd

from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.ranking import Ranking
from snnbench.stats.bayesian import MissingBaycomp, bayesian_comparisons
from snnbench.stats.wins import win_tie_loss

REGION = 0.01
"""Accuracies that differ by less are taken for equivalent in practice."""


def wins_ties_losses(run: RunFolder, ranking: Ranking) -> ResultTable:
    """Return the tasks that a row's method wins, ties and loses against a column's.

    Parameters
    ----------
    run : RunFolder
    ranking : Ranking
        Of all methods, or of the networks where the run has nothing else.
    """
    tidy, data = pd.DataFrame(columns=["first", "second", "wins", "ties", "losses"]), pd.DataFrame()
    if len(ranking.scores) and ranking.scores.shape[1] > 1:
        tidy = win_tie_loss(ranking.scores)
        text = tidy.assign(text=[f"{row.wins} / {row.ties} / {row.losses}" for row in tidy.itertuples()])
        by_rank = list(ranking.table["method"])
        matrix = text.pivot(index="first", columns="second", values="text").reindex(index=by_rank, columns=by_rank)
        data = matrix.rename_axis(index="method", columns=None).reset_index()
    return ResultTable(
        "wins_ties_losses",
        "Wins, ties and losses",
        data,
        "Tasks that the row's method wins / ties / loses against the column's, by accuracy.",
        tasks=ranking.tasks,
        left_out=ranking.left_out,
        tidy=tidy,
    )


def bayesian(run: RunFolder, ranking: Ranking) -> tuple[ResultTable | None, str]:
    """Return Bayesian signed-rank probabilities of one network against the others, or why there are none.

    Parameters
    ----------
    run : RunFolder
    ranking : Ranking
        Of the networks. SNN is compared with the others, or the best one where SNN is not among them.
    """
    if len(ranking.scores) < 2 or ranking.scores.shape[1] < 2:
        return None, "needs two networks and two tasks"
    reference = "SNN" if "SNN" in ranking.scores else None
    try:
        data = bayesian_comparisons(ranking.scores, int(run.config["seed"]), REGION, reference=reference)
    except MissingBaycomp as error:
        return None, str(error)
    return (
        ResultTable(
            "bayesian",
            "Bayesian signed-rank probabilities",
            data,
            "Probability that on a further task the first network is better, that both are equivalent in practice "
            f"(accuracies less than {REGION:g} apart), and that the second is better (Benavoli et al. 2014).",
            tasks=ranking.tasks,
            left_out=ranking.left_out,
        ),
        "",
    )
