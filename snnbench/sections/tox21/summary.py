"""The sentences that open the section on Tox21."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from snnbench.data.task import Task
from snnbench.sections.tox21 import against_snn
from snnbench.sections.tox21.evaluation import Evaluation
from snnbench.sections.tox21.tables import DEEPTOX, PAPER_SNN


def summary_lines(
    comparison: pd.DataFrame, paired: pd.DataFrame, depths: pd.DataFrame, evaluation: Evaluation, task: Task
) -> Iterator[str]:
    """Yield what a reader should know first.

    Parameters
    ----------
    comparison, paired, depths : DataFrame
        Of :func:`snnbench.sections.tox21.tables.comparison`,
        :func:`snnbench.sections.tox21.against_snn.against_snn` and
        :func:`snnbench.sections.tox21.chosen_depth.chosen_depth`.
    evaluation : Evaluation
    task : Task
    """
    ours = comparison[comparison["method"].isin(evaluation.probabilities)]
    yield f"Tox21, {len(evaluation.labels)} final compounds: {highest_in_words(ours)}"
    if len(paired):
        yield against_snn.in_words(paired)
    chosen = depths.set_index("method")["depth"]
    shared, same_skeleton = ((~unseen).sum() for unseen in evaluation.unseen.values())
    for row in ours.itertuples():
        depth = f"; chosen depth {chosen[row.method]}" if row.method in chosen else ""
        yield (
            f"{row.method}: {row.auc:.3f} ± {row.std:.3f}, ensemble {row.ensemble:.3f}, without the {shared} compounds "
            f"trained on {row.without_shared:.3f}, without the {same_skeleton} that share their skeleton with one "
            f"trained on {row.without_same_skeleton:.3f}{depth}."
        )
    left_out = [
        assay
        for i, assay in enumerate(evaluation.assays)
        for part, rows in task.splits[-1]._asdict().items()
        if len(np.unique(task.y[rows, i][np.isfinite(task.y[rows, i])])) < 2
    ]
    yield f"Assays with one class in a set, left out there: {', '.join(left_out) or 'none'}."
    yield looks_in_words(comparison)


def highest_in_words(ours: pd.DataFrame) -> str:
    """Return which method scores highest, and how little that says.

    Parameters
    ----------
    ours : DataFrame
        Rows of this run in :func:`snnbench.sections.tox21.tables.comparison`, highest AUC first.
    """
    best = ours.iloc[0]
    return (
        f"{best['method']} has the highest mean AUC, {best['auc']:.3f} ± {best['std']:.3f} (DeepTox {DEEPTOX}, the "
        f"paper's SNN {PAPER_SNN})."
        + (
            " As it is named by the scores that are compared, this does not show that it is best."
            if len(ours) > 1
            else ""
        )
    )


def looks_in_words(comparison: pd.DataFrame) -> str:
    """Return how often the final compounds were looked at by a run."""
    return (
        f"{int(comparison['models_scored'].sum())} models of this run were scored on the final compounds; these scores "
        "chose no setting and no number of epochs."
    )


def cut_off_in_words(depths: pd.DataFrame, epochs: int) -> str:
    """Return how many settings may have had too few epochs.

    Parameters
    ----------
    depths : DataFrame
        Of :func:`snnbench.sections.tox21.chosen_depth.chosen_depth`.
    epochs : int
        That each net was trained for.
    """
    by_network = [f"{row.method} {row.cut_off}" for row in depths.itertuples() if row.cut_off]
    return (
        f"Of {depths['settings'].sum()} settings, each the best of a network and depth on validation rows, "
        f"{depths['cut_off'].sum()} are best in the last epoch ({epochs}) and may be undertrained"
        + (f": {', '.join(by_network)}." if by_network else ".")
    )
