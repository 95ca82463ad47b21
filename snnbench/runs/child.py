"""What runs in a cell's own process."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from snnbench.data.task import Task
from snnbench.methods.method import Method
from snnbench.runs.at_work import AtWork
from snnbench.runs.compute import Replication, compute
from snnbench.runs.reasons import readable, reason_of
from snnbench.runs.store import FinishedTrials
from snnbench.training import progress
from snnbench.training.trial import Trial

LOG_FORMAT = "%(asctime)s %(message)s"


@dataclass(frozen=True)
class Assignment:
    """What a process computes.

    Attributes
    ----------
    task : Task
    method : Method
    replications : list of Replication
        One after the other.
    finished, folds_finished : list of FinishedTrials
        One per replication.
    device : str
        Torch's name of it.
    environment : mapping
        Variables to set before the method is imported.
    log : str, optional
        File that takes what the method prints; by default the terminal does.
    at_work : Path, optional
        File that always says where the computation is (:mod:`snnbench.runs.at_work`); by default nothing does.
    """

    task: Task
    method: Method
    replications: list[Replication]
    finished: list[FinishedTrials]
    folds_finished: list[FinishedTrials]
    device: str = "cpu"
    environment: Mapping[str, str] | None = None
    log: str | None = None
    at_work: Path | None = None

    def without_first(self, count: int) -> Assignment:
        """Return what is left when the first ``count`` replications are done."""
        lists = ("replications", "finished", "folds_finished")
        return replace(self, **{name: getattr(self, name)[count:] for name in lists})


@dataclass(frozen=True)
class Outcome:
    """How a replication ended.

    Attributes
    ----------
    trials : list of Trial
        Empty if it failed.
    reason : str
        Why it failed, or ``ok``.
    peak_mb : float
        Most memory the process held, in 2**20 bytes.
    traceback : str
        Of the exception, if there was one.
    """

    trials: list[Trial]
    reason: str = "ok"
    peak_mb: float = float("nan")
    traceback: str = ""


def work(assignment: Assignment, results: Connection) -> None:
    """Compute replications and send an :class:`Outcome` of each, in a process of its own."""
    # A session of its own: Ctrl-C reaches the parent only, which ends this process with all that it starts.
    os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(OSError):
        # When memory runs out the system ends this process, not the job that tells of it.
        Path("/proc/self/oom_score_adj").write_text("1000")
    os.environ.update(assignment.environment or {})
    if assignment.log is not None:
        descriptor = os.open(assignment.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format=LOG_FORMAT, force=True)
    logging.captureWarnings(True)
    if assignment.at_work is not None:
        progress.log.setLevel(logging.DEBUG)
        progress.log.addHandler(AtWork(assignment.at_work))
        # The job's log would fill with epochs.
        progress.log.propagate = False
    for outcome in outcomes(assignment):
        results.send(outcome)
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads and exit handlers of a method must not keep the process alive.
    results.close()
    os._exit(0)


def outcomes(assignment: Assignment) -> Iterator[Outcome]:
    """Compute replications and yield the outcome of each."""
    if assignment.method.uses_gpu:
        from snnbench.training.process import keep_freed_memory

        keep_freed_memory()
    task, method, device = assignment.task, assignment.method, assignment.device
    told = progress.counted("replication", assignment.replications)
    for replication, finished, folds_finished in zip(
        told if len(assignment.replications) > 1 else assignment.replications,
        assignment.finished,
        assignment.folds_finished,
        strict=True,
    ):
        try:
            trials = compute(replication, task, method, finished, folds_finished, device)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a method that exits must not take the others with it
            yield Outcome([], reason_of(error), _peak_megabytes(), traceback.format_exc())
        else:
            for trial in trials:
                trial.status = readable(trial.status)
            yield Outcome(trials, peak_mb=_peak_megabytes())


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _end_with_parent() -> None:
    """Wait until the process that gave the assignment is gone, and end this one with all that it started."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.killpg(0, signal.SIGKILL)
