"""What makes the workflow run a job again."""

from __future__ import annotations

import csv
import hashlib
import time
import zipfile
from pathlib import Path

import snnbench


def code_hash(*parts: str) -> str:
    """Return a sha256 of the source of these subpackages and modules.

    Snakemake compares it with that of the last run, since it does not see changes in imported packages.

    Parameters
    ----------
    *parts : str
        Relative to the package, such as ``nets`` or ``cell.py``.
    """
    root = Path(snnbench.__file__).parent
    digest = hashlib.sha256()
    for part in parts:
        path = root / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def file_hash(*parts: str) -> str:
    """Return a sha256 of the files beside the source: templates, styles, tables of the paper.

    Parameters
    ----------
    *parts : str
        Folders or files relative to the package, such as ``report``.
    """
    root = Path(snnbench.__file__).parent
    digest = hashlib.sha256()
    for part in parts:
        path = root / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix not in (".py", ".pyc"):
                digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def retry_token(task_file: str) -> str:
    """Return the time if ``task_file`` says that the task could not be had, else an empty string."""
    path = Path(task_file)
    # A reason takes a few hundred bytes; a task is larger, and not read here.
    if not path.is_file() or path.stat().st_size > 5000:
        return ""
    try:
        with zipfile.ZipFile(path) as stored:
            unavailable = stored.namelist() == ["header.npy"]
    except zipfile.BadZipFile:
        return ""
    return str(time.time_ns()) if unavailable else ""


def stand_in_token(table_file: str) -> str:
    """Return the time if a table of Figure 1 stands in for a data set that could not be had, else an empty string."""
    path = Path(table_file)
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8") as lines:
        first = next(csv.DictReader(lines), {})
    return str(time.time_ns()) if first.get("note") else ""
