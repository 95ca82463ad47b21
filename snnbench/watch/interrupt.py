"""Ctrl-C: one line that says so and how to go on, instead of errors of all jobs that it ended."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

LINE = "Interrupted. What is finished is kept; the same command goes on where this one stopped."
_seen = threading.Event()


def expect_interrupt() -> None:
    """Have Ctrl-C say how to go on, before it ends this process as usual."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupt)


def interrupted() -> bool:
    """Whether the user has interrupted this process."""
    return _seen.is_set()


def _interrupt(number: int, frame: FrameType | None) -> None:
    if not _seen.is_set():
        _seen.set()
        print(f"\n{LINE}", file=sys.stderr, flush=True)
    raise KeyboardInterrupt
