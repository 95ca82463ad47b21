"""Ctrl-C: one line that says so and how to go on, instead of errors of all jobs that it ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from types import FrameType

LINE = "Interrupted. What is finished is kept; the same command goes on where this one stopped."
PATIENCE = 2.0
"""Seconds within which further signals count as the same: a terminal and a parent process may both send one."""
_times: list[float] = []
"""When the first interrupt came."""


def expect_interrupt() -> None:
    """Have Ctrl-C say how to go on, before it ends this process as usual; a second one ends it at once."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupt)


def interrupted() -> bool:
    """Whether the user has interrupted this process."""
    return bool(_times)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if not _times:
        _times.append(time.monotonic())
        print(f"\n{LINE}", file=sys.stderr, flush=True)
        raise KeyboardInterrupt
    if time.monotonic() - _times[0] > PATIENCE:
        # Snakemake's cleaning up would answer with a traceback.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
