"""Finished work, kept under a hash of all that decides it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from snnbench.files import written_whole
from snnbench.training.trial import Trial


def key_of(**decides: Any) -> str:
    """Return the key of work that is decided by these values.

    Parameters
    ----------
    **decides : JSON-serialisable
    """
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()


class Store:
    """A folder of tables by key. Several processes may share it.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return where the table of a key lies, or would lie."""
        return self.folder / key[:2] / f"{key}.parquet"

    def get(self, key: str) -> pa.Table | None:
        """Return the table of a key, or None. A file that cannot be read counts as absent."""
        try:
            return pq.read_table(self.path(key))
        except (OSError, pa.ArrowInvalid):
            return None

    def put(self, key: str, table: pa.Table) -> None:
        """Keep a table, whole or not at all."""
        with written_whole(self.path(key)) as temporary:
            pq.write_table(table, temporary)


@dataclass(frozen=True)
class StackStore:
    """The finished stacks of a cell that is still being computed, in a folder that goes when the cell is done.

    Attributes
    ----------
    store : Store
    cell : str
        The cell's key.
    """

    store: Store
    cell: str

    @property
    def folder(self) -> Path:
        """Of the stacks' files."""
        return self.store.path(self.cell).with_suffix("")

    def _in_folder(self, trials: Sequence[Trial]) -> tuple[Store, str]:
        return Store(self.folder), key_of(trials=[trial.number for trial in trials])

    def recall(self, trials: Sequence[Trial]) -> bool:
        """Fill in the trials if they were kept, and say whether they were."""
        stacks, key = self._in_folder(trials)
        stored = stacks.get(key)
        if stored is None:
            return False
        for trial, row in zip(trials, stored.to_pylist(), strict=True):
            predictions = row.pop("test_predictions")
            trial.__dict__.update(row)
            trial.test_predictions = None if predictions is None else np.array(predictions, np.float32)
        return True

    def keep(self, trials: Sequence[Trial]) -> None:
        """Keep finished trials."""
        rows = [{k: v for k, v in vars(trial).items() if k != "hyperparameters"} for trial in trials]
        for row in rows:
            if row["test_predictions"] is not None:
                row["test_predictions"] = row["test_predictions"].tolist()
        stacks, key = self._in_folder(trials)
        stacks.put(key, pa.Table.from_pylist(rows))

    def put_cell(self, table: pa.Table) -> None:
        """Keep the finished cell and let go of its stacks."""
        self.store.put(self.cell, table)
        shutil.rmtree(self.folder, ignore_errors=True)
