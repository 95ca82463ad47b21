"""A hash of the source, since Snakemake does not see changes in imported packages."""

from __future__ import annotations

import hashlib
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
