"""Finished work, kept under a hash of all that decides it."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sklearn
import torch

import snnbench
from snnbench.files import written_whole


@cache
def source_hash(modules: tuple[str, ...]) -> str:
    """Return a sha256 of the source of these subpackages, and of the libraries' versions.

    Parameters
    ----------
    modules : tuple of str
        Folders or files of the package, such as ``nets``.
    """
    root = Path(snnbench.__file__).parent
    digest = hashlib.sha256(f"torch {torch.__version__} sklearn {sklearn.__version__}".encode())
    for module in modules:
        folder = root / module
        for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


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
