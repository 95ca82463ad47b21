"""The tables of Tox21 next to Table 2."""

from __future__ import annotations

import numpy as np
import pandas as pd

from snnbench.paper.tables import published_auc, published_table
from snnbench.sections.tox21.evaluation import Evaluation, deviation, means_by_repeat
from snnbench.sections.tox21.scores import assay_aucs, interval

MEAN = "mean"
"""Stands for all assays."""
DEEPTOX = 0.846
"""Mean AUC of the challenge's winner, as the paper gives it."""
PAPER_SNN = published_auc("tox21", "SNN")
"""Of 8 layers; its standard deviation over 5 repeats is 0.003 in the text, 0.2 % in Table 2."""


def auc_by_assay(evaluation: Evaluation) -> pd.DataFrame:
    """Return the AUC of each method on each assay, averaged over its models, with its interval.

    Returns
    -------
    DataFrame
        ``method``, ``assay`` (also ``mean``), ``actives``, ``inactives``, ``auc``, ``low``, ``high``: a 95 %
        percentile interval over resamples of the final compounds.
    """
    actives, inactives = (evaluation.labels == 1).sum(0), (evaluation.labels == 0).sum(0)
    rows = []
    for method in evaluation.probabilities:
        areas, resampled = evaluation.areas(method).mean(0), evaluation.resampled(method)
        for i, assay in enumerate(evaluation.assays):
            if np.isfinite(areas[i]):
                rows.append([method, assay, actives[i], inactives[i], areas[i], *interval(resampled[:, i])])
        rows.append([method, MEAN, None, None, np.nanmean(areas), *interval(np.nanmean(resampled, axis=1))])
    columns = ["method", "assay", "actives", "inactives", "auc", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype({"actives": "Int64", "inactives": "Int64"})


def assays_across(by_assay: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`auc_by_assay` for reading: a row per assay, a column per method."""
    text = [f"{row.auc:.3f} ({row.low:.3f} to {row.high:.3f})" for row in by_assay.itertuples()]
    counts = by_assay.drop_duplicates("assay").set_index("assay")[["actives", "inactives"]]
    across = by_assay.assign(text=text).pivot(index="assay", columns="method", values="text")
    across = across.loc[counts.index, list(dict.fromkeys(by_assay["method"]))]
    return counts.join(across).rename_axis(columns=None).reset_index()


def comparison(evaluation: Evaluation, runs: pd.DataFrame, scored: pd.Series) -> pd.DataFrame:
    """Return the mean AUC of each method in several ways, next to the published ones.

    Parameters
    ----------
    evaluation : Evaluation
    runs : DataFrame
        ``runs.parquet``; of methods that recorded no predictions the scores are shown.
    scored : Series of int
        Of :func:`snnbench.sections.tox21.predictions.models_scored`.

    Returns
    -------
    DataFrame
        ``method``, ``auc`` and ``std`` of single models over the repeats (of the mean over a repeat's folds), ``low``
        and ``high`` (a 95 % interval over resamples of the compounds), ``without_shared`` and
        ``without_same_skeleton`` (single models, without compounds that are also trained on, or share their skeleton
        with one that is), ``ensemble`` (the mean prediction of all models) and ``models_scored``, on the final
        compounds, chosen or not.
    """
    rows: list[dict[str, object]] = []
    for method, models in evaluation.probabilities.items():
        single = evaluation.by_repeat(method)
        low, high = interval(evaluation.resampled_means(method))
        without = {
            name: np.mean([np.nanmean(assay_aucs(one[unseen], evaluation.labels[unseen])) for one in models])
            for name, unseen in evaluation.unseen.items()
        }
        ensemble = np.nanmean(assay_aucs(models.mean(0), evaluation.labels))
        rows.append(
            {"method": method, "auc": single.mean(), "std": deviation(single), "low": low, "high": high}
            | without
            | {"ensemble": ensemble}
        )
    of_task = runs[(runs["task"] == "tox21") & (runs["status"] == "ok")]
    for method, of_method in of_task.groupby("method", sort=False):
        if method not in evaluation.probabilities:
            scores = means_by_repeat(of_method["test_score"].to_numpy(), of_method["repeat"].to_numpy())
            rows.append({"method": method, "auc": scores.mean(), "std": deviation(scores)})
    published = [
        {"method": "DeepTox, winner of the challenge", "auc": DEEPTOX},
        {"method": "SNN in the paper", "auc": PAPER_SNN, "std": published_std("SNN", PAPER_SNN)},
    ]
    columns = ["method", "auc", "std", "low", "high", *evaluation.unseen, "ensemble"]
    ours = pd.DataFrame(rows, columns=columns).sort_values("auc", ascending=False, kind="stable")
    table = pd.DataFrame([*published, *ours.to_dict("records")], columns=columns)
    return table.assign(models_scored=table["method"].map(scored).astype("Int64"))


def leaderboard(by_assay: pd.DataFrame) -> pd.DataFrame:
    """Return the public leaderboard and this run's methods, best mean first.

    Parameters
    ----------
    by_assay : DataFrame
        Of :func:`auc_by_assay`.

    Returns
    -------
    DataFrame
        ``entry``, ``from`` (the year of the method, or ``this run``), ``mean``, and a column of AUCs per assay.
    """
    public = published_table("tox21_leaderboard").rename(columns={"method": "entry", "year": "from"})
    public["from"] = public["from"].map(lambda year: "" if pd.isna(year) else str(int(year)))
    ours = by_assay.pivot(index="method", columns="assay", values="auc").rename_axis(columns=None)
    ours = ours.rename_axis("entry").reset_index().assign(**{"from": "this run"})
    both = pd.concat([public, ours], ignore_index=True)
    assays = [name for name in public.columns if name in ours and name not in ("entry", "from", MEAN)]
    return both[["entry", "from", MEAN, *assays]].sort_values(MEAN, ascending=False, kind="stable", ignore_index=True)


def published_std(method: str, auc: float) -> float:
    """Return the standard deviation that Table 2 gives for a method at this AUC."""
    table = published_table("table_2_tox21_auc_by_depth").query("method == @method")
    return float(table.loc[(table["auc_percent"] - 100 * auc).abs().idxmin(), "std_percent"]) / 100
