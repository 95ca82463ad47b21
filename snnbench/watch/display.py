"""Where progress is shown: one line that changes in a terminal, and a new line now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Sequence
from typing import TextIO

SECONDS_BETWEEN_LINES = 60
"""At least, without a terminal."""


class Display:
    """Shows the latest state of a run; other messages go above it. Safe to use from several threads.

    Parameters
    ----------
    stream : text stream, optional
        Standard error by default.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.in_place = self.stream.isatty()
        self._shown = ""
        self._last_line = -float("inf")
        self._lock = threading.RLock()

    def show(self, state: str, running: Sequence[str] = (), final: bool = False) -> None:
        """Show a state, with as much of what runs now as the line holds.

        Parameters
        ----------
        state : str
        running : sequence of str
        final : bool
            Whether the state will not change any more, so that it is shown even without a terminal.
        """
        with self._lock:
            if not self.in_place:
                due = time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES
                if (due or final) and state != self._shown:
                    self._write(f"{state}\n")
                    self._last_line, self._shown = time.monotonic(), state
                return
            line = f"{state}; now {', '.join(running)}" if running else state
            width = shutil.get_terminal_size().columns - 1
            self._shown = line if len(line) <= width else f"{line[: width - 3]}..."
            self._write(f"\r\x1b[K{self._shown}")

    def message(self, text: str) -> None:
        """Write a message of its own."""
        with self._lock:
            if self.in_place and self._shown:
                self._write(f"\r\x1b[K{text}\n{self._shown}")
            else:
                self._write(f"{text}\n")

    def end(self) -> None:
        """Leave the last state as it stands."""
        with self._lock:
            if self._shown:
                self._write("\n" if self.in_place else "")
            self._shown = ""

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
