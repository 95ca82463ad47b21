"""Notes the processor seconds that a process spends on its start: on Python itself and on imports.

Python imports a module of this name by itself; ``tests/processor_time.py`` puts it on the path.
"""

import atexit
import builtins
import importlib
import os
import sys
import threading
import time
from pathlib import Path

STARTED = time.process_time()
_seconds = [STARTED]
_within = threading.local()


def timed(function):
    def import_(name, *arguments, **named):
        if getattr(_within, "an_import", False):
            return function(name, *arguments, **named)
        _within.an_import, before = True, time.process_time()
        try:
            return function(name, *arguments, **named)
        finally:
            _within.an_import = False
            _seconds[0] += time.process_time() - before

    return import_


def note():
    # All that Snakemake does is next to the work of a run.
    whole = any(sys.argv[:1]) and sys.argv[0].endswith(("bin/snakemake", "snakemake/__main__.py"))
    with Path(os.environ["STARTS"]).open("a") as file:
        file.write(f"{time.process_time() if whole else _seconds[0]}\n")


def noted(exit_):
    def exit_at_once(code):
        note()
        exit_(code)

    return exit_at_once


def count_anew():
    """A forked process has not started what its parent has."""
    _seconds[0] = 0.0


if "STARTS" in os.environ:
    builtins.__import__ = timed(builtins.__import__)
    importlib.import_module = timed(importlib.import_module)
    os._exit = noted(os._exit)
    os.register_at_fork(after_in_child=count_anew)
    atexit.register(note)
