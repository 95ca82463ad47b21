"""Processes forked from the fork server end without a traceback when they are interrupted.

Only the fork server imports this module. Until a cell's process leads a session of its own, Ctrl-C reaches it too, and
Python's own handler would print where it was.
"""

from __future__ import annotations

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)
