"""Finished work, kept under a hash of all that decides it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from snnbench.files import written_whole
from snnbench.runs.keys import key_of
from snnbench.training.trial import Trial

log = logging.getLogger(__name__)
_KEY, _DIGEST = b"snnbench.key", b"snnbench.sha256"
"""Metadata of a stored table: its key, and a hash of its content."""


@dataclass(frozen=True)
class Store:
    """A folder of tables by key. Several processes, runs and machines may share it.

    It only saves time: where it cannot be read or written, or a file in it is damaged or belongs elsewhere, the log
    says so and the work is done again.

    Attributes
    ----------
    address : str
        A folder, or any address that fsspec understands, such as ``s3://bucket/folder``.
    """

    address: str

    @cached_property
    def _place(self) -> tuple[fsspec.AbstractFileSystem, str]:
        return fsspec.url_to_fs(self.address)

    def path(self, key: str) -> str:
        """Return where the table of a key lies, or would lie."""
        return f"{self._place[1]}/{key[:2]}/{key}.parquet"

    def get(self, key: str, schema: pa.Schema | None = None) -> pa.Table | None:
        """Return the table of a key, or None where there is no sound one.

        Parameters
        ----------
        key : str
        schema : pyarrow.Schema, optional
            That the table must have.
        """
        try:
            content = self._place[0].cat_file(self.path(key))
        except FileNotFoundError:
            return None
        except Exception as error:  # whatever a file system of fsspec raises
            log.warning("store: %s cannot be read (%s: %s)", self.address, type(error).__name__, error)
            return None
        try:
            return _checked(content, key, schema)
        except (ValueError, OSError, pa.ArrowException) as error:
            log.warning("store: %s is damaged or belongs elsewhere and is computed again (%s)", self.path(key), error)
            return None

    def put(self, key: str, table: pa.Table) -> bool:
        """Keep a table, whole or not at all, and return whether that succeeded."""
        try:
            self._write(self.path(key), _marked(table, key))
        except Exception as error:  # whatever a file system of fsspec raises
            log.warning("store: %s cannot be written (%s: %s)", self.address, type(error).__name__, error)
            return False
        return True

    def _write(self, path: str, content: bytes) -> None:
        files = self._place[0]
        if isinstance(files, LocalFileSystem):
            with written_whole(path) as temporary:
                temporary.write_bytes(content)
        else:
            files.makedirs(path.rpartition("/")[0], exist_ok=True)
            files.pipe_file(path, content)

    def folder(self, key: str) -> Store:
        """Return the store of what belongs to a key that is not finished."""
        return Store(self.address.rstrip("/") + f"/{key[:2]}/{key}")

    def remove(self) -> None:
        """Remove the whole store; another process that still writes to it loses nothing but time."""
        try:
            files, root = self._place
            if files.exists(root):
                files.rm(root, recursive=True)
        except Exception as error:  # another process may be removing or writing
            log.info("store: %s is not removed (%s: %s)", self.address, type(error).__name__, error)


def _marked(table: pa.Table, key: str) -> bytes:
    """Return a table as a parquet file that says which key it belongs to and what it holds."""
    plain = table.replace_schema_metadata(None)
    marked = plain.replace_schema_metadata({_KEY: key.encode(), _DIGEST: _digest(plain)})
    sink = pa.BufferOutputStream()
    pq.write_table(marked, sink, write_page_checksum=True)
    return sink.getvalue().to_pybytes()


def _checked(content: bytes, key: str, schema: pa.Schema | None) -> pa.Table:
    """Return the table that a file holds.

    Raises
    ------
    ValueError
        If it is not that of the key, lacks the schema, or was changed since it was written.
    """
    table = pq.read_table(pa.BufferReader(content), page_checksum_verification=True)
    metadata, plain = table.schema.metadata or {}, table.replace_schema_metadata(None)
    if metadata.get(_KEY) != key.encode():
        raise ValueError("it is not the file of this key")
    if schema is not None and not plain.schema.equals(schema):
        raise ValueError("its columns are not those of this version")
    if metadata.get(_DIGEST) != _digest(plain):
        raise ValueError("its content is not what was written")
    return plain


def _digest(table: pa.Table) -> bytes:
    """Return a hash of a table's columns and values."""
    return hashlib.sha256(repr((table.column_names, table.to_pylist())).encode()).hexdigest().encode()


@dataclass(frozen=True)
class FinishedTrials:
    """The finished trials of a cell that is not finished yet: stacks of nets, or single settings.

    Attributes
    ----------
    store : Store
    cell : str
        The key of the cell's results.
    """

    store: Store
    cell: str

    def recall(self, trials: Sequence[Trial]) -> bool:
        """Fill in the trials if they were kept, and return whether they were."""
        stored = self.store.folder(self.cell).get(self._key(trials))
        if stored is None:
            return False
        for trial, row in zip(trials, stored.to_pylist(), strict=True):
            arrays = {name: np.array(row.pop(name), np.float32) for name in row.pop("arrays")}
            trial.__dict__.update({**row, **arrays, "hyperparameters": trial.hyperparameters})
        return True

    def keep(self, trials: Sequence[Trial]) -> None:
        """Keep finished trials."""
        rows = []
        for trial in trials:
            row = {name: value for name, value in vars(trial).items() if name != "hyperparameters"}
            arrays = [name for name, value in row.items() if isinstance(value, np.ndarray)]
            rows.append({**row, **{name: row[name].tolist() for name in arrays}, "arrays": arrays})
        self.store.folder(self.cell).put(self._key(trials), pa.Table.from_pylist(rows))

    def remove(self) -> None:
        """Let go of the trials, once the cell's results are kept."""
        self.store.folder(self.cell).remove()

    def _key(self, trials: Sequence[Trial]) -> str:
        return key_of(cell=self.cell, trials=[trial.number for trial in trials])
