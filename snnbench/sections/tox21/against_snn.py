"""SNN next to each other method, on the same compounds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from snnbench.report.formats import SIGNIFICANT, listed
from snnbench.sections.tox21.evaluation import Evaluation, deviation
from snnbench.sections.tox21.scores import interval
from snnbench.stats.comparison import holm


def against_snn(evaluation: Evaluation) -> pd.DataFrame:
    """Return SNN's mean AUC minus that of each other method, paired over resamples of the compounds.

    Parameters
    ----------
    evaluation : Evaluation

    Returns
    -------
    DataFrame
        ``method``; ``difference``; ``low`` and ``high``, its 95 % percentile interval over resamples of the final
        compounds, the nets being as they are; ``standard_error_of_seeds``, how far other seeds would typically move the
        difference; ``p_value_two_sided``, twice the share of resamples on the less frequent side of 0, and the same
        with Holm's correction. Without rows where SNN is not among the methods.
    """
    columns = ["method", "difference", "low", "high", "standard_error_of_seeds", "p_value_two_sided"]
    rows = []
    if "SNN" in evaluation.probabilities:
        snn, resampled = evaluation.by_repeat("SNN"), evaluation.resampled_means("SNN")
        for method in (name for name in evaluation.probabilities if name != "SNN"):
            other = evaluation.by_repeat(method)
            differences = resampled - evaluation.resampled_means(method)
            seeds = np.hypot(deviation(snn) / len(snn) ** 0.5, deviation(other) / len(other) ** 0.5)
            difference = snn.mean() - other.mean()
            rows.append([method, difference, *interval(differences), seeds, two_sided_p(differences)])
    table = pd.DataFrame(rows, columns=columns)
    table["p_value_two_sided_holm"] = holm(table["p_value_two_sided"])
    return table.sort_values("difference", kind="stable", ignore_index=True)


def two_sided_p(resampled: np.ndarray) -> float:
    """Return the p-value of no difference, from resampled differences.

    The observed sample counts as one more resample, so that the value is never 0.
    """
    below, above = (resampled <= 0).sum(), (resampled >= 0).sum()
    return float(min(1, 2 * (1 + min(below, above)) / (1 + len(resampled))))


def told_apart(table: pd.DataFrame) -> str:
    """Return from which methods SNN differs significantly, from a table of :func:`against_snn`."""
    differs = table["p_value_two_sided_holm"] < SIGNIFICANT
    kinds = {
        "better than": table[differs & (table["difference"] > 0)],
        "worse than": table[differs & (table["difference"] < 0)],
        "not significantly different from": table[~differs],
    }
    everything = f"any of the {len(table)} methods compared"
    said = [
        f"{kind} {everything if 1 < len(rows) == len(table) else listed(list(rows['method']))}"
        for kind, rows in kinds.items()
        if len(rows)
    ]
    return f"Paired over the same compounds, at the 5 % level and with Holm's correction, SNN is {listed(said)}."


def in_words(table: pd.DataFrame) -> str:
    """Return :func:`told_apart`, and what uncorrected intervals and other seeds say."""
    uncorrected = (table["low"] > 0) | (table["high"] < 0)
    without_0 = table[uncorrected & (table["p_value_two_sided_holm"] >= SIGNIFICANT)]
    alone = f" Its 95 % intervals alone, uncorrected, exclude 0 for {listed(list(without_0['method']))}."
    return (
        told_apart(table)
        + (alone if len(without_0) else "")
        + f" Seeds add a standard error of up to {table['standard_error_of_seeds'].max():.3f} to a difference."
    )
