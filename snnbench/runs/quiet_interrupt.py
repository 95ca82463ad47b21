"""Processes forked from the fork server end without a traceback when the run is interrupted.

Only the fork server imports this module. Until a cell's process leads a session of its own, Ctrl-C reaches it too, and
Python's own handler would print where it was. If Ctrl-C ends the job while it hands over an assignment, the new process
gets part of it only.
"""

from __future__ import annotations

import pickle
import signal
import sys
from types import TracebackType

_show = sys.excepthook


def _show_unless_cut_short(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    cut_short = isinstance(error, EOFError) or (isinstance(error, pickle.UnpicklingError) and "truncated" in str(error))
    if not cut_short:
        _show(kind, error, traceback)


signal.signal(signal.SIGINT, signal.SIG_DFL)
sys.excepthook = _show_unless_cut_short
