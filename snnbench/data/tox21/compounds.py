"""Which records make a compound, and which compounds are trained on, validated on and scored."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from snnbench.data.splits import Split
from snnbench.data.tox21.options import Tox21Options

CLUSTER_FOLDS = 5
"""The challenge winners' folds of similar compounds."""


class CompoundRows(NamedTuple):
    """Compounds, each made of one or more records.

    Attributes
    ----------
    records : ndarray of int, shape (n,)
        The record whose structure a compound has.
    labels : ndarray of float32, shape (n, 12)
        Mean of its records' labels, NaN where none has one.
    table : DataFrame
        ``id``, ``set``, ``inchikey`` and ``fold``, a row per compound.
    """

    records: np.ndarray
    labels: np.ndarray
    table: pd.DataFrame


def compounds_of(table: pd.DataFrame, labels: np.ndarray, options: Tox21Options) -> CompoundRows:
    """Return the compounds that the options ask for.

    Parameters
    ----------
    table : DataFrame
        Of :class:`snnbench.data.tox21.files.Compounds`, a row per record.
    labels : ndarray of float32, shape (records, 12)
    options : Tox21Options
        Without ``merge`` each record is a compound. With it, records of the same InChIKey are one, unless they are on
        different sides: the final compounds stay as they are, and those of the leaderboard are merged with those of the
        training set only where they are trained on.
    """
    if not options.merge:
        return CompoundRows(np.arange(len(table)), labels, table.reset_index(drop=True))
    side = table["set"].replace({"leaderboard": "train"}) if options.validation == "folds" else table["set"]
    alone = pd.Series(np.arange(len(table)), index=table.index).where(table["set"] == "score", -1)
    numbers = table.groupby([side, table["inchikey"], alone], sort=False).ngroup().to_numpy()
    frame = pd.DataFrame(labels.astype(float)).groupby(numbers, sort=True)
    first = np.unique(numbers, return_index=True)[1]
    merged = table.iloc[first].reset_index(drop=True)
    merged["fold"] = table["fold"].groupby(numbers).max().to_numpy()
    return CompoundRows(first, frame.mean().to_numpy(np.float32), merged)


def splits_of(table: pd.DataFrame, options: Tox21Options) -> list[Split]:
    """Return the rows of every split: one, or those of the five folds and, with ``refit``, that of all compounds.

    Batches of a compound have one InChIKey and stay together: if the winners put one of them into the fold that is held
    out, all go there. With ``refit`` the folds are tested on their validation rows, so that the final compounds are
    looked at by the last split alone; that one's validation rows are training rows and decide nothing.

    Parameters
    ----------
    table : DataFrame
        Of :class:`CompoundRows`.
    options : Tox21Options
    """
    if options.validation != "folds":
        return [challenge_split(table, options)]
    final = np.flatnonzero(table["set"] == "score").astype(np.int64)
    labelled = (table["set"] != "score").to_numpy()
    splits = []
    for fold in range(CLUSTER_FOLDS):
        held = labelled & _with_batches(table, fold)
        validation = np.flatnonzero(held).astype(np.int64)
        splits.append(
            Split(np.flatnonzero(labelled & ~held).astype(np.int64), validation, validation if options.refit else final)
        )
    if options.refit:
        everything = np.flatnonzero(labelled).astype(np.int64)
        splits.append(Split(everything, splits[0].validation, final))
    return splits


def challenge_split(table: pd.DataFrame, options: Tox21Options) -> Split:
    """Return training, validation and final rows of the challenge, with one fold held out where that is asked for.

    Parameters
    ----------
    table : DataFrame
        Of :class:`CompoundRows`.
    options : Tox21Options
    """
    training, leaderboard = table["set"] == "train", table["set"] == "leaderboard"
    held = np.zeros(len(table), dtype=bool)
    if options.validation == "cluster_folds":
        held = training & _with_batches(table, options.fold)
    parts = training & ~held, leaderboard | held, table["set"] == "score"
    return Split(*(np.flatnonzero(part).astype(np.int64) for part in parts))


def shared_with_training(table: pd.DataFrame, split: Split) -> np.ndarray:
    """Return the final rows whose compound, by InChIKey, is among the training rows too."""
    known = set(table["inchikey"].iloc[split.train])
    return split.test[table["inchikey"].iloc[split.test].isin(known).to_numpy()]


def _with_batches(table: pd.DataFrame, fold: int) -> np.ndarray:
    """Return which rows have an InChIKey that a row of the fold has."""
    return table["inchikey"].isin(table.loc[table["fold"] == fold, "inchikey"]).to_numpy()
