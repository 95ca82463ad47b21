"""Ctrl-C: one line that says so and how to go on, instead of errors of all jobs that it ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

LINE = "Interrupted. What is finished is kept; the same command goes on where this one stopped."
PATIENCE = 2.0
"""Seconds within which further signals count as the same: a terminal and a parent process may both send one."""
_times: list[float] = []
"""When the first interrupt came."""
_before: list[Callable[[], None]] = []


def expect_interrupt() -> None:
    """Have Ctrl-C say how to go on, before it ends this process as usual; a second one ends it at once."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupt)


def before_interrupt(act: Callable[[], None]) -> None:
    """Have something done before Ctrl-C is answered, such as leaving the lines that show the run's progress."""
    _before[:] = [act]


def interrupted() -> bool:
    """Whether the user has interrupted this process."""
    return bool(_times)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if not _times:
        _times.append(time.monotonic())
        for act in _before:
            act()
        print(f"\n{LINE}", file=sys.stderr, flush=True)
        raise KeyboardInterrupt
    if time.monotonic() - _times[0] > PATIENCE:
        # Snakemake's cleaning up would answer with a traceback.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
