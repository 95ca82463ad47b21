"""The file of a task: one npz archive with a header in JSON, loaded without pickle."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.files import written_whole


def write_arrays(path: str | os.PathLike[str], header: str, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays and their header to a file, whole or not at all."""
    named: dict[str, Any] = {"header": np.array(header), **arrays}
    with written_whole(path) as temporary, temporary.open("wb") as out:
        np.savez(out, **named)


def read_arrays(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return the header and the arrays of a file.

    Raises
    ------
    TaskUnavailable
        If the file holds the reason why the task is unavailable.
    DataError
        If the file is damaged, or not of this kind.
    """
    damage = (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        header = json.loads(str(arrays.pop("header")))
        reason = header.get("unavailable")
        absent = {"X", "y"} - set(arrays)
    except (*damage, AttributeError) as error:
        raise DataError(f"{Path(path)} does not hold a task: {error}") from error
    if reason is not None:
        raise TaskUnavailable(header["name"], reason)
    if absent:
        raise DataError(f"{Path(path)} does not hold a task: {min(absent)} is missing")
    return header, arrays


def write_reason(path: str | os.PathLike[str], error: TaskUnavailable) -> None:
    """Write down, in place of the task, why it is unavailable."""
    write_arrays(path, json.dumps({"name": error.name, "unavailable": error.reason}), {})
