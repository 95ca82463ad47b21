"""Tox21: twelve toxic effects of 12,707 compounds, split as in the challenge of 2014."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from snnbench.data.catalog import CatalogEntry
from snnbench.data.errors import DataError
from snnbench.data.task import Split, Task
from snnbench.data.tox21.compounds import compounds_of, shared_with_training, splits_of
from snnbench.data.tox21.files import ASSAYS, read_compounds
from snnbench.data.tox21.options import Tox21Options
from snnbench.extras import needs_extra

if TYPE_CHECKING:
    from snnbench.data.tox21.features import RawFeatures


def load_tox21(
    entry: CatalogEntry,
    options: Tox21Options,
    data_dir: Path,
    mirrors: Sequence[str],
    processes: int | None = None,
) -> Task:
    """Return Tox21 with the columns and the splits that ``options`` ask for.

    The features are prepared here, from what the training rows of a split say, and the task is ``finished``; with
    ``validation: folds`` each split has rows of its own in it.

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

    records = read_compounds(data_dir, mirrors)
    if len(records.table) != entry.rows:
        raise DataError(f"tox21: {len(records.table)} compounds instead of {entry.rows}")
    try:
        raw = computed_features(records.mol_blocks, data_dir / "features" / "tox21", processes)
    except UnreadableStructure as error:
        raise DataError(f"tox21: {error}") from error
    compounds = compounds_of(records.table, records.labels, options)
    splits = splits_of(compounds.table, options)
    raw = _of_records(raw, compounds.records)
    prepared = [prepared_columns(raw, options.columns, split.train, compounds.labels) for split in splits]
    X, y, numbered = (
        (prepared[0], compounds.labels, splits) if len(splits) == 1 else _blocks(prepared, splits, compounds.labels)
    )
    split = splits[0]
    shared = shared_with_training(compounds.table, splits[-1])
    notes = (
        f"validation rows: {_VALIDATION[options.validation].format(fold=options.fold)}, {len(split.validation)} rows; "
        f"{len(split.train)} training rows",
        f"columns: {', '.join(options.columns)}, {X.shape[1]} of them, fitted on the training rows; "
        f"{int(np.isnan(raw.descriptors).sum())} failed descriptor values imputed",
        f"{np.count_nonzero(raw.repairs != '')} drawings of structures repaired",
        f"{len(shared)} of the {len(splits[-1].test)} final compounds are also among the training rows (same InChIKey)",
        *(
            [f"{len(records.table)} records merged to {len(compounds.table)} compounds by InChIKey"]
            if options.merge
            else []
        ),
        *(
            [f"the chosen setting is trained again on all {len(splits[-1].train)} labelled compounds"]
            if options.refit
            else []
        ),
    )
    return Task(
        name=entry.name,
        suite=entry.suite,
        X=X,
        y=y,
        splits=numbered,
        metric="mean_auc",
        classes=ASSAYS,
        finished=True,
        refit=options.refit,
        notes=notes,
    )


_VALIDATION = {
    "leaderboard": "the challenge's leaderboard set",
    "cluster_folds": "the challenge's leaderboard set and the winners' fold {fold} of similar compounds",
    "folds": "the winners' five folds of similar compounds in turn, the first of them",
}


def _of_records(raw: RawFeatures, records: np.ndarray) -> RawFeatures:
    """Return the features of some records, in the order of their numbers."""
    return replace(
        raw,
        parents=raw.parents[records],
        repairs=raw.repairs[records],
        descriptors=raw.descriptors[records],
        counts={name: matrix[records] for name, matrix in raw.counts.items()},
    )


def _blocks(
    prepared: Sequence[np.ndarray], splits: Sequence[Split], labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray, list[Split]]:
    """Return features and labels with a block of rows per split, and the splits' rows in it.

    Columns are fitted on the training rows of a split, so each split has its own. Where a split has fewer columns than
    another, as fewer patterns are frequent in its training rows, columns of zeros follow.
    """
    width = max(columns.shape[1] for columns in prepared)
    features, repeated, numbered, offset = [], [], [], 0
    for columns, split in zip(prepared, splits, strict=True):
        used = np.unique(np.concatenate(split))
        features.append(np.pad(columns[used], ((0, 0), (0, width - columns.shape[1]))))
        repeated.append(labels[used])
        numbered.append(Split(*(offset + np.searchsorted(used, rows) for rows in split)))
        offset += len(used)
    return np.concatenate(features), np.concatenate(repeated), numbered
