"""Tox21: twelve toxic effects of 12,707 compounds, split as in the challenge of 2014."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from snnbench.data.catalog import CatalogEntry
from snnbench.data.errors import DataError
from snnbench.data.task import Split, Task
from snnbench.data.tox21.files import ASSAYS, read_compounds
from snnbench.data.tox21.options import Tox21Options
from snnbench.extras import needs_extra


def load_tox21(
    entry: CatalogEntry,
    options: Tox21Options,
    data_dir: Path,
    mirrors: Sequence[str],
    processes: int | None = None,
) -> Task:
    """Return Tox21 with the features and the split that ``options`` ask for.

    There is one split, so the features are prepared here from what its training rows say, and the
    task is ``finished``.

    Parameters
    ----------
    entry : CatalogEntry
    options : Tox21Options
    data_dir : Path
        Downloads and computed features are kept here.
    mirrors : sequence of str
    processes : int, optional
        That compute features; by default one per core.

    Raises
    ------
    DataError
        If a file cannot be fetched or is not as it should be, or a structure cannot be read.
    """
    with needs_extra():
        from snnbench.data.tox21.features import computed_features
        from snnbench.data.tox21.preparation import prepared_columns
        from snnbench.data.tox21.structures import UnreadableStructure

    compounds = read_compounds(data_dir, mirrors)
    if len(compounds.table) != entry.rows:
        raise DataError(f"tox21: {len(compounds.table)} compounds instead of {entry.rows}")
    try:
        raw = computed_features(compounds.mol_blocks, data_dir / "features" / "tox21", processes)
    except UnreadableStructure as error:
        raise DataError(f"tox21: {error}") from error
    split = challenge_split(compounds.table, options)
    X = prepared_columns(raw, options.features, split.train)
    shared = shared_with_training(compounds.table, split)
    notes = (
        f"validation rows: {_VALIDATION[options.validation].format(fold=options.fold)}, {len(split.validation)} rows; "
        f"{len(split.train)} training rows",
        f"features: {', '.join(options.features)}, {X.shape[1]} columns fitted on the training rows; "
        f"{int(np.isnan(raw.descriptors).sum())} failed descriptor values imputed",
        f"{np.count_nonzero(raw.repairs != '')} drawings of structures repaired",
        f"{len(shared)} of the {len(split.test)} final compounds are also among the training rows (same InChIKey)",
    )
    return Task(
        name=entry.name,
        suite=entry.suite,
        X=X,
        y=compounds.labels,
        splits=[split],
        metric="mean_auc",
        classes=ASSAYS,
        finished=True,
        notes=notes,
    )


_VALIDATION = {
    "leaderboard": "the challenge's leaderboard set",
    "cluster_folds": "the challenge's leaderboard set and the winners' fold {fold} of similar compounds",
}


def challenge_split(table: pd.DataFrame, options: Tox21Options) -> Split:
    """Return training, validation and final rows.

    Batches of a compound have one InChIKey and stay together: if the winners put one of them into the fold
    that is held out, all go there.

    Parameters
    ----------
    table : DataFrame
        Of :class:`~snnbench.data.tox21.files.Compounds`.
    options : Tox21Options
    """
    training, leaderboard = table["set"] == "train", table["set"] == "leaderboard"
    held = np.zeros(len(table), dtype=bool)
    if options.validation == "cluster_folds":
        held = training & table["inchikey"].isin(table.loc[training & (table["fold"] == options.fold), "inchikey"])
    parts = training & ~held, leaderboard | held, table["set"] == "score"
    return Split(*(np.flatnonzero(part).astype(np.int64) for part in parts))


def shared_with_training(table: pd.DataFrame, split: Split) -> np.ndarray:
    """Return the final rows whose compound, by InChIKey, is among the training rows too."""
    known = set(table["inchikey"].iloc[split.train])
    return split.test[table["inchikey"].iloc[split.test].isin(known).to_numpy()]
