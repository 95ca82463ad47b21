"""Where progress is shown: lines that change in a terminal, and a new line now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import textwrap
import threading
import time
from collections.abc import Sequence
from typing import TextIO

SECONDS_BETWEEN_LINES = 60
"""At least, without a terminal."""
MAX_CELLS = 8
"""Running cells that are listed; any more are only counted."""
_ERASE_LINE, _LINE_UP = "\r\x1b[K", "\x1b[A"


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
        self._shown: list[str] = []
        self._last_line = -float("inf")
        self._ended = False
        # An interrupt may end the display while its own thread shows a state.
        self._lock = threading.RLock()

    def show(self, state: str, running: Sequence[str] = (), final: bool = False) -> None:
        """Show a state, and in a terminal what runs now, line by line.

        Parameters
        ----------
        state : str
        running : sequence of str
        final : bool
            Whether the state will not change any more, so that it is shown even without a terminal.
        """
        with self._lock:
            if self._ended:
                return
            if self.in_place:
                self._write(self._erased() + self._block([state, *_indented(running)]))
                return
            due = time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES
            if (due or final) and [state] != self._shown:
                self._write(f"{state}\n")
                self._last_line, self._shown = time.monotonic(), [state]

    def message(self, text: str) -> None:
        """Write a message of its own."""
        with self._lock:
            shown = self._shown
            self._write(f"{self._erased()}{text}\n" + (self._block(shown) if self.in_place else ""))

    def end(self) -> None:
        """Leave the last state as it stands, without what ran; states that come later are not shown."""
        with self._lock:
            if self.in_place and self._shown:
                self._write(f"{self._erased()}{self._block(self._shown[:1])}\n")
            self._shown, self._ended = [], True

    def _block(self, lines: Sequence[str]) -> str:
        """Return lines to show, each cut to the width of the terminal, and remember them."""
        width = shutil.get_terminal_size().columns - 1
        self._shown = [line if len(line) <= width else f"{line[: width - 3]}..." for line in lines]
        return "\n".join(self._shown)

    def _erased(self) -> str:
        """Return what erases the lines that are shown in a terminal."""
        return _ERASE_LINE + (_LINE_UP + _ERASE_LINE) * (len(self._shown) - 1) if self.in_place and self._shown else ""

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def wrapped(text: str) -> str:
    """Return a text with its lines broken between words where standard output is a terminal."""
    if not sys.stdout.isatty():
        return text
    width = shutil.get_terminal_size().columns - 1
    break_ = textwrap.TextWrapper(width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(break_.fill(line) for line in text.splitlines())


def _indented(running: Sequence[str]) -> list[str]:
    more = len(running) - MAX_CELLS
    return [f"  {cell}" for cell in running[:MAX_CELLS]] + ([f"  and {more} more"] if more > 0 else [])
