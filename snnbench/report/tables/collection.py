"""All tables of a run, in the order of the report."""

from __future__ import annotations

import pandas as pd

from snnbench.report.luck import Luck
from snnbench.report.rankings import Rankings
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.against_paper import ours_vs_paper
from snnbench.report.tables.auc import auc_per_task, table3_htru2
from snnbench.report.tables.chosen import chosen_hyperparameters
from snnbench.report.tables.depths import table2_tox21
from snnbench.report.tables.groups import group_table, table1_ml
from snnbench.report.tables.leaderboard import leaderboard_table
from snnbench.report.tables.luck import luck_tables
from snnbench.report.tables.nets import other_methods, table1_fnn, table_a11
from snnbench.report.tables.stand_ins import stand_ins
from snnbench.report.tables.wins import bayesian, wins_ties_losses

NO_PUBLISHED = (
    "needs results.txt, the published results of the other methods, which is neither in the data folder nor in a "
    "mirror folder; `snnbench published --out FOLDER` fetches it"
)


def all_tables(
    run: RunFolder, rankings: Rankings, others: pd.DataFrame | None = None, luck: Luck | None = None
) -> tuple[dict[str, ResultTable], dict[str, str]]:
    """Return the tables that the run has something for, and why others are not there.

    Parameters
    ----------
    run : RunFolder
    rankings : Rankings
    others : DataFrame, optional
        Of :func:`snnbench.data.published_results.other_accuracies`, for the paper's variant of the tables of all
        methods.
    luck : Luck, optional
        Of the networks.

    Returns
    -------
    tables : dict of str to ResultTable
        By name, in the order of the report.
    not_made : dict of str to str
        Reasons by name.
    """
    probabilities, no_probabilities = bayesian(run, rankings.nets)
    not_made = {"bayesian": no_probabilities} if no_probabilities and len(rankings.nets.scores) > 1 else {}
    of_paper = bool(run.tasks_of_paper)
    if others is None and run.other_methods and run.has_paper_accuracies:
        not_made["the paper's variant of tableA12, tableA13 and table1_ml"] = NO_PUBLISHED
    board = leaderboard_table(run)
    tables = [
        *([] if of_paper else [board]),
        table1_fnn(run, rankings.nets),
        *([table1_ml(run, rankings.large, others)] if of_paper else []),
        *_table2(run, not_made),
        table3_htru2(run),
        ours_vs_paper(run),
        *([group_table(run, getattr(rankings, size), size, others) for size in ("small", "large")] if of_paper else []),
        *([stand_ins(run)] if of_paper else []),
        chosen_hyperparameters(run),
        wins_ties_losses(run, rankings.every if run.other_methods else rankings.nets),
        *([probabilities] if probabilities else []),
        *([table_a11(run)] if run.nets else []),
        *([other_methods(run)] if run.other_methods else []),
        auc_per_task(run),
        *([board] if of_paper else []),
        *luck_tables(luck),
    ]
    return {table.name: table for table in tables if len(table.data) and len(table.data.columns) > 1}, not_made


def _table2(run: RunFolder, not_made: dict[str, str]) -> list[ResultTable]:
    if "tox21" not in run.tasks.index or not run.nets:
        return []
    if run.trials is None:
        not_made["table2_tox21"] = "needs trials.parquet, which this folder does not keep"
        return []
    return [table2_tox21(run)]
