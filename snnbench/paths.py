"""Paths as users write them: ``~`` is the home folder, and asking whether a file is there never fails.

:mod:`pathlib` raises errors for ``~nobody``, for names that are too long, and for patterns such as ``a**``.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def expanded(path: str | Path) -> Path:
    """Return a path with ``~`` and ``~name`` replaced by home folders; unknown names are left as they are."""
    return Path(os.path.expanduser(path))  # noqa: PTH111


def is_file(path: str | Path) -> bool:
    """Whether a file is there; False for what no path can be."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | Path) -> bool:
    """Whether a folder is there; False for what no path can be."""
    return os.path.isdir(path)  # noqa: PTH112


def matching(pattern: str | Path) -> list[Path]:
    """Return what matches a pattern, sorted; nothing matches an invalid one."""
    path = Path(pattern)
    with suppress(OSError, ValueError, IndexError, RecursionError):
        return sorted(Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))))
    return []
