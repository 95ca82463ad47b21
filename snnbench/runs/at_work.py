"""What the process of a cell is at, in a small file for those who watch the run."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from pathlib import Path

FOLDER = "at-work"
"""Of a run's folder: one file per cell that is being computed."""
SECONDS_BETWEEN_LINES = 1.0
"""Between two changes of the file, at least: an epoch may take a millisecond."""


class AtWork(logging.Handler):
    """Writes what :mod:`snnbench.training.progress` tells, such as ``stack 2 of 5, epoch 30 of 100``.

    Parameters
    ----------
    path : Path
        File that always holds the latest line.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._parts: dict[str, str] = {}
        self._written = -float("inf")

    def emit(self, record: logging.LogRecord) -> None:
        kind = str(record.args[0]) if record.args else ""
        kinds = list(self._parts)
        # A new stack begins with an epoch of its own.
        for inner in kinds[kinds.index(kind) :] if kind in self._parts else []:
            del self._parts[inner]
        self._parts[kind] = record.getMessage()
        if time.monotonic() - self._written >= SECONDS_BETWEEN_LINES:
            self._write(", ".join(self._parts.values()))

    def _write(self, line: str) -> None:
        # Whoever watches may find half a line for a moment; nothing but a display reads it.
        with suppress(OSError):
            self.path.write_text(line, encoding="utf-8")
            self._written = time.monotonic()


def lines_at_work(run: Path, since: float) -> dict[tuple[str, str], str]:
    """Return the latest line of each cell of a run that is being computed.

    Parameters
    ----------
    run : Path
        The run's folder.
    since : float
        Start of the run, in seconds of the clock; older files were left behind by one that was killed.

    Returns
    -------
    dict
        Lines by (task, method).
    """
    lines = {}
    for path in sorted((run / FOLDER).glob("*/*")):
        with suppress(OSError):
            if path.stat().st_mtime >= since:
                lines[path.parent.name, path.name] = path.read_text(encoding="utf-8")
    return lines
