"""The tables of Tox21 next to Table 2."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from snnbench.methods.registry import NETS
from snnbench.nets.architectures import depth_of
from snnbench.paper.tables import published_auc, published_table
from snnbench.sections.tox21.scores import assay_aucs, interval, resampled_aucs

MEAN = "mean"
"""Stands for all assays."""
DEEPTOX = 0.846
"""Mean AUC of the challenge's winner, as the paper gives it."""
PAPER_SNN = published_auc("tox21", "SNN")
"""Of 8 layers; its standard deviation over 5 repeats is 0.003 in the text, 0.2 % in Table 2."""


@dataclass(frozen=True)
class Evaluation:
    """What the chosen nets predict, and the truth.

    Attributes
    ----------
    probabilities : dict of str to ndarray, shape (models, compounds, assays)
        By method; a model per repeat, or where each of several folds is scored, per repeat and fold.
    repeats : dict of str to ndarray of int, shape (models,)
        By method the repeat of each model.
    labels : ndarray, shape (compounds, assays)
        0, 1 or NaN.
    assays : tuple of str
    unseen : ndarray of bool, shape (compounds,)
        Compounds that are not among the training rows.
    weights : ndarray, shape (resamples, compounds)
        Of the bootstrap; the same for all methods.
    """

    probabilities: dict[str, np.ndarray]
    repeats: dict[str, np.ndarray]
    labels: np.ndarray
    assays: tuple[str, ...]
    unseen: np.ndarray
    weights: np.ndarray

    def areas(self, method: str) -> np.ndarray:
        """Return the AUC of each model and assay."""
        return np.stack([assay_aucs(one, self.labels) for one in self.probabilities[method]])

    def resampled(self, method: str) -> np.ndarray:
        """Return the AUC per assay, averaged over the models, of each resample of the compounds."""
        return np.mean([resampled_aucs(one, self.labels, self.weights) for one in self.probabilities[method]], axis=0)


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


def comparison(evaluation: Evaluation, runs: pd.DataFrame) -> pd.DataFrame:
    """Return the mean AUC of each method in several ways, next to the published ones.

    Parameters
    ----------
    evaluation : Evaluation
    runs : DataFrame
        ``runs.parquet``; of methods that recorded no predictions the scores are shown.

    Returns
    -------
    DataFrame
        ``method``, ``auc`` and ``std`` of single models over the repeats (of the mean over a repeat's folds), ``low``
        and ``high`` (a 95 % interval over resamples of the compounds), ``without_shared`` (single models, without
        compounds that are also trained on) and ``ensemble`` (the mean prediction of all models).
    """
    columns = ["method", "auc", "std", "low", "high", "without_shared", "ensemble"]
    published = [
        ["DeepTox, winner of the challenge", DEEPTOX],
        ["SNN in the paper", PAPER_SNN, published_std("SNN", PAPER_SNN)],
    ]
    rows = []
    for method, models in evaluation.probabilities.items():
        single = _by_repeat(np.nanmean(evaluation.areas(method), axis=1), evaluation.repeats[method])
        unseen = [
            np.nanmean(assay_aucs(one[evaluation.unseen], evaluation.labels[evaluation.unseen])) for one in models
        ]
        ensemble = np.nanmean(assay_aucs(models.mean(0), evaluation.labels))
        low, high = interval(np.nanmean(evaluation.resampled(method), axis=1))
        rows.append([method, single.mean(), _std(single), low, high, np.mean(unseen), ensemble])
    of_task = runs[(runs["task"] == "tox21") & (runs["status"] == "ok")]
    for method, of_method in of_task.groupby("method", sort=False):
        if method not in evaluation.probabilities:
            scores = _by_repeat(of_method["test_score"].to_numpy(), of_method["repeat"].to_numpy())
            rows.append([method, scores.mean(), _std(scores)])
    ours = pd.DataFrame([row + [np.nan] * (len(columns) - len(row)) for row in rows], columns=columns)
    theirs = pd.DataFrame([row + [np.nan] * (len(columns) - len(row)) for row in published], columns=columns)
    return pd.concat([theirs, ours.sort_values("auc", ascending=False, kind="stable")], ignore_index=True)


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


def best_depth(trials: pd.DataFrame) -> pd.DataFrame:
    """Return the depth of each net that is best on validation rows, and the paper's best.

    Per depth, repeat and split the setting with the best validation score counts; the depth with the best mean over
    the repeats is the method's. The paper's depth is the best of its Table 2, which shows scores of the final
    compounds.

    Parameters
    ----------
    trials : DataFrame
        ``trials.parquet``.

    Returns
    -------
    DataFrame
        ``method``, ``depth``, ``validation_auc``, ``auc``, ``std``, ``depth_paper``, ``auc_paper``, ``std_paper``.
    """
    of_nets = trials[(trials["task"] == "tox21") & (trials["status"] == "ok") & trials["method"].isin(NETS)]
    of_nets = of_nets[of_nets["validation_score"].notna()]
    depths = of_nets["hyperparameters"].map(lambda text: depth_of(json.loads(text)))
    best = (
        of_nets.assign(depth=depths)
        .sort_values(["validation_score", "trial"], ascending=[False, True], kind="stable")
        .drop_duplicates(["method", "repeat", "split", "depth"])
    )
    paper = published_table("table_2_tox21_auc_by_depth").dropna()
    paper = (
        paper.sort_values("auc_percent", ascending=False, kind="stable").drop_duplicates("method").set_index("method")
    )
    rows = []
    for method in (name for name in NETS if name in set(best["method"])):
        of_method = best[best["method"] == method]
        depth = int(of_method.groupby("depth")["validation_score"].mean().idxmax())
        at_depth = of_method[of_method["depth"] == depth]
        scores = _by_repeat(at_depth["test_score"].to_numpy(), at_depth["repeat"].to_numpy())
        published = paper.loc[method]
        rows.append(
            [
                method,
                depth,
                at_depth["validation_score"].mean(),
                scores.mean(),
                _std(scores),
                int(published["depth"]),
                published["auc_percent"] / 100,
                published["std_percent"] / 100,
            ]
        )
    columns = ["method", "depth", "validation_auc", "auc", "std", "depth_paper", "auc_paper", "std_paper"]
    return pd.DataFrame(rows, columns=columns)


def _by_repeat(scores: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    """Return the mean score of each repeat over its splits, which are no repeats."""
    return np.array([scores[repeats == repeat].mean() for repeat in np.unique(repeats)])


def _std(scores: np.ndarray) -> float:
    return float(np.std(scores, ddof=1)) if len(scores) > 1 else float("nan")
