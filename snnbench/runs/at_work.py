"""What each cell of a run is doing, in small files for those who watch the run; nothing else reads them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER = "at-work"
"""Of a run's folder: one file per cell that is being computed, ``<task>/<method>``."""
SECONDS_BETWEEN_LINES = 1.0
"""Between two changes of a file: an epoch may take a millisecond."""


class AtWork(logging.Handler):
    """Keeps the latest line of :mod:`snnbench.training.progress` in a file: ``stack 2 of 5, epoch 30 of 100``.

    A thread writes, so that the last line before a long computation is not held back.

    Parameters
    ----------
    path : Path
        File that always holds the latest line; while there is none, nothing is written.

    Attributes
    ----------
    line : str
        The latest, from the outermost kind of thing to the innermost.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.line = ""
        self._parts: dict[str, str] = {}
        threading.Thread(target=self._write_now_and_then, daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        kind = str(record.args[0]) if isinstance(record.args, tuple) and record.args else ""
        if kind in self._parts:
            # What was inside the previous one is over: a new stack begins with an epoch of its own.
            outer = list(self._parts)
            for ended in outer[outer.index(kind) :]:
                del self._parts[ended]
        self._parts[kind] = record.getMessage()
        self.line = ", ".join(self._parts.values())

    def _write_now_and_then(self) -> None:
        written = ""
        while True:
            line = self.line
            if line != written:
                # Opened only if it is there: its removal says that the cell is finished. A full disk stops no training.
                with suppress(OSError), self.path.open("r+", encoding="utf-8") as file:
                    file.write(line)
                    file.truncate()
                    written = line
            time.sleep(SECONDS_BETWEEN_LINES)


@contextmanager
def file_at_work(run: Path, task: str, method: str) -> Iterator[Path | None]:
    """Yield the file that tells what a cell is doing; it is there while the block runs.

    Parameters
    ----------
    run : Path
        The run's folder.
    task, method : str

    Yields
    ------
    Path or None
        None where no file can be written, which does not stop the cell.
    """
    # A method may change its process's working folder.
    path = run.absolute() / FOLDER / task / method
    try:
        _create(path)
    except OSError:
        yield None
        return
    try:
        yield path
    finally:
        with suppress(OSError):
            path.unlink()
            # Unless another job keeps files here.
            path.parent.rmdir()
            path.parent.parent.rmdir()


def _create(path: Path) -> None:
    """Leave an empty file, whatever was there."""
    try:
        _write_empty(path)
    except FileNotFoundError:
        # Another job, having ended, has removed the folder between the two.
        _write_empty(path)


def _write_empty(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")


def lines_at_work(run: Path, since: float) -> dict[tuple[str, str], str]:
    """Return the latest line of each cell of a run that is being computed.

    Parameters
    ----------
    run : Path
        The run's folder.
    since : float
        Start of the run, in seconds since the epoch; older files were left behind by one that was killed.

    Returns
    -------
    dict
        Lines by (task, method), sorted; empty where the cell has not told anything.
    """
    lines = {}
    for path in sorted((run / FOLDER).glob("*/*")):
        with suppress(OSError):
            if path.stat().st_mtime >= since:
                lines[path.parent.name, path.name] = path.read_text(encoding="utf-8", errors="replace")
    return lines
