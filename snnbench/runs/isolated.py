"""Each cell in a process of its own, so that one that is killed, exits or hangs takes no other with it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import psutil

from snnbench.code_version import source_files
from snnbench.runs.child import Assignment, Outcome, outcomes, work
from snnbench.runs.reasons import reason_of_death
from snnbench.training.trial import FAILED

if TYPE_CHECKING:
    from snnbench.config.model import Limits
    from snnbench.methods.method import Method

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.2
"""Between two looks at the time and the memory of a process."""
SEARCH_SECONDS = 2.0
"""Between two searches for what a process has started, which reads all of /proc: milliseconds of processor time."""
OWN_LIBRARIES = ("snnbench", "sklearn")
"""Whose modules are imported once, before any process starts; a user's own are imported in its process only."""
KERNELS = "snnbench.nets.kernels"


class Processes:
    """Runs assignments one at a time, each in a process forked from one that has imported what all of them need.

    What a method leaves behind (torch's default type, environment, warnings, working folder) ends with its process.

    Parameters
    ----------
    methods : iterable of Method
        That will run.
    device : {"cpu", "cuda"}
        On which networks train. For ``cpu`` their kernels are loaded once, too, or compiled where that was not done.
    """

    def __init__(self, methods: Iterable[Method], device: str = "cpu") -> None:
        named = {module for method in methods for module in method.modules}
        modules = {name for name in named if name.partition(".")[0] in OWN_LIBRARIES}
        self.preloaded = sorted(modules | (_kernels_of(modules) if device == "cpu" else set()))

    @cached_property
    def _context(self) -> ForkServerContext:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["snnbench.runs.quiet_interrupt", "snnbench.runs.child", *self.preloaded])
        return context

    def run(self, assignment: Assignment, limits: Limits) -> Iterator[Outcome]:
        """Yield how each replication of an assignment ended.

        A process that dies costs the replication it was at; the others go on in a new one. One that exceeds a limit
        is ended, and what is left of the assignment fails for the same reason.
        """
        end = None if limits.seconds is None else time.monotonic() + limits.seconds
        left = assignment
        while left.replications:
            done, reason, final = 0, "", False
            with self._started(left) as (process, results):
                family = _Family(process.pid)
                while done < len(left.replications):
                    reason = _exceeded(family, limits, end)
                    if reason:
                        final = True
                        break
                    if not wait([results, process.sentinel], LOOK_SECONDS):
                        continue
                    try:
                        outcome = results.recv() if results.poll() else None
                    except (EOFError, OSError):
                        outcome = None
                    if outcome is None:
                        process.join()
                        reason = _reason_of_death(process.exitcode)
                        break
                    yield outcome
                    done += 1
            if reason:
                lost = len(left.replications) - done if final else 1
                yield from [Outcome([], reason)] * lost
                done += lost
            left = left.without_first(done)

    @contextmanager
    def _started(self, assignment: Assignment) -> Iterator[tuple[ForkServerProcess, Connection]]:
        """Yield a process at work and the end of the pipe that its outcomes come through; it is gone afterwards."""
        receiving, sending = multiprocessing.Pipe(duplex=False)
        process = self._context.Process(target=work, args=(assignment, sending), daemon=False)
        with _without_main_module(), _said_what_is_too_long():
            process.start()
        sending.close()
        try:
            yield process, receiving
        finally:
            _end(process)
            receiving.close()


@contextmanager
def _said_what_is_too_long() -> Iterator[None]:
    """Name the temporary folder where the path of a socket in it exceeds the some hundred bytes that Unix allows."""
    try:
        yield
    except OSError as error:
        if "AF_UNIX path too long" not in str(error):
            raise
        raise OSError(
            f"processes cannot be started: the path of the temporary folder, {tempfile.gettempdir()}, is too long for "
            "a socket in it; set TMPDIR to a folder with a shorter path, such as /tmp"
        ) from error


def _kernels_of(modules: Iterable[str]) -> set[str]:
    """Return the modules of compiled kernels that modules reach by their imports.

    Layers import their kernels when they are first used, so that each process would load the machine code for itself,
    which takes longer than a small task's training.
    """
    folder = Path(*KERNELS.split("."))
    names = [Path(file).stem for file in source_files(*modules) if Path(file).parent == folder]
    return {f"{KERNELS}.{name}" for name in names if name != "__init__"}


class _Family:
    """A process and those it has started."""

    def __init__(self, pid: int | None) -> None:
        self._pid, self._searched = pid, -float("inf")
        self._members: list[psutil.Process] = []

    def megabytes(self) -> float:
        """Return the memory that they hold."""
        if time.monotonic() - self._searched >= SEARCH_SECONDS:
            with suppress(psutil.Error):
                parent = psutil.Process(self._pid)
                self._members = [parent, *parent.children(recursive=True)]
            self._searched = time.monotonic()
        taken = 0.0
        for process in self._members:
            with suppress(psutil.Error):
                taken += process.memory_info().rss / 2**20
        return taken


def _exceeded(family: _Family, limits: Limits, end: float | None) -> str:
    """Return which limit a process exceeds with those it started, or nothing."""
    if end is not None and time.monotonic() > end:
        return f"{FAILED}it took more than {limits.seconds:g} seconds (limits.seconds)"
    if limits.megabytes is not None:
        taken = family.megabytes()
        if taken > limits.megabytes:
            return (
                f"{FAILED}it took {taken:,.0f} MB of memory, and {limits.megabytes:,.0f} are allowed (limits.megabytes)"
            )
    return ""


def _end(process: ForkServerProcess) -> None:
    """End a process with all that it started."""
    if process.pid is not None:
        with suppress(OSError):
            # Its session has its number, once it has one.
            os.killpg(process.pid, signal.SIGKILL)
        with suppress(OSError):
            process.kill()
    process.join()
    process.close()


def _reason_of_death(exit_code: int | None) -> str:
    """Return the status of what the end of its process ended, of a signal without a name too."""
    try:
        return reason_of_death(exit_code)
    except ValueError:  # Python names the first and the last real-time signal only
        return f"{FAILED}its process was killed by signal {-(exit_code or 0)}"


@contextmanager
def _without_main_module() -> Iterator[None]:
    """Keep multiprocessing from running the main module again in the new process: Snakemake's script is one."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class InThisProcess:
    """Runs assignments without isolation, for a debugger; limits do not apply."""

    def run(self, assignment: Assignment, limits: Limits) -> Iterator[Outcome]:
        """Yield how each replication of an assignment ended."""
        yield from outcomes(assignment)
