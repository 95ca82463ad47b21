"""Files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path next to ``path`` and rename it to ``path`` when the block succeeds.

    The content reaches the disk before the new name does, so that a file that was there before a loss of power is
    whole after it, in its old or its new version.

    Parameters
    ----------
    path : path-like
        The file to write; missing parent folders are made.

    Yields
    ------
    Path
        Where to write. It keeps the suffixes of ``path``, since writers look at them. When the block
        raises it is removed and ``path`` is left as it was.

    Raises
    ------
    OSError
        If the folder cannot be written to, or the disk is full.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".writing-", suffix="-" + path.name[-100:], dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        _synchronize(temporary)
        temporary.replace(path)
        _synchronize(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _synchronize(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
