"""Snakemake's log events as a run that one can watch."""

from __future__ import annotations

import logging
import sys
import threading
import time
from contextlib import suppress

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from snnbench.watch import current
from snnbench.watch.display import SECONDS_BETWEEN_LINES, Display
from snnbench.watch.interrupt import before_interrupt, interrupted
from snnbench.watch.progress import RunWatch

LOOK_SECONDS, LOOK_SHARE = 2.0, 0.01
"""Between two looks at the files of a run that are shown, at least; and the share of the time that looks may take."""
ECHOES = (
    "RuleException:\nCalledProcessError",
    "Exiting because a job execution failed",
    "WorkflowError:\nAt least one job did not complete",
)
"""Starts of Snakemake's errors that only repeat that a job failed, which is said with its name and log."""
EXPECTED = ("Cannot restore results/",)
"""Starts of Snakemake's warnings about what is as it should be: the first attempt at a job has no list of what failed
before, which the rules declare with `update`."""
KEPT = ("Nothing to be done", "Would remove", "Removing output files of failed job", "SLURM run ID")
"""Starts of Snakemake's plain messages that are shown; most of them, such as "Select jobs to execute...", are not."""


class LogHandler(LogHandlerBase):
    """Shows the progress of a run, warnings and failed jobs, and at the end of a dry run what the run would take."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = True
    has_formatter = True
    needs_rulegraph = False

    def __post_init__(self) -> None:
        self.display = Display(sys.stdout if self.common_settings.stdout else sys.stderr)
        self._rules: dict[int | None, str] = {}
        self._failed: list[str] = []
        self._stats = ""
        self._finished = threading.Event()
        self._closed_once = False
        self._looking: threading.Thread | None = None
        current.before_the_end(self.finish)
        before_interrupt(lambda: self.display.end())

    def emit(self, record: logging.LogRecord) -> None:
        if interrupted():
            # That the jobs failed is no news.
            return
        event = getattr(record, "event", None)
        if event == LogEvent.JOB_INFO:
            self._rules[getattr(record, "jobid", None)] = _job_name(record)
            self._start_looking()
        elif event == LogEvent.JOB_FINISHED:
            self._rules.pop(getattr(record, "job_id", -1), None)
        elif event == LogEvent.JOB_ERROR:
            self._job_failed(record)
        elif event == LogEvent.RUN_INFO and self.common_settings.dryrun:
            self._stats = str(record.getMessage()).strip()
        elif self._is_shown(record, event):
            self.display.message(str(record.getMessage()))

    def finish(self) -> None:
        """Show the last state and leave it as it stands; whatever is printed afterwards stands below."""
        if self._finished.is_set():
            return
        self._finished.set()
        if self._looking is not None:
            # What its last look shows stays on the screen, however long that look takes.
            self._looking.join()
        self.display.end()

    def close(self) -> None:
        if self._closed_once:
            return
        self._closed_once = True
        self.finish()
        if self.common_settings.dryrun:
            for line in filter(None, [self._stats, *current.announcement()]):
                self.display.message(line)
        super().close()

    def _is_shown(self, record: logging.LogRecord, event: LogEvent | None) -> bool:
        """Whether a message that is no job's is shown: warnings, errors, and some others."""
        message = record.getMessage()
        if self.common_settings.verbose:
            return bool(message)
        if record.levelno >= logging.WARNING:
            return bool(message) and not message.startswith(ECHOES + EXPECTED)
        return event is None and message.startswith(KEPT)

    def _job_failed(self, record: logging.LogRecord) -> None:
        name = self._rules.get(getattr(record, "jobid", None), "a job")
        logs = [str(log) for log in getattr(record, "log", None) or []]
        said = f"failed: {name}" + (f"; its log is {logs[0]}" if logs else "")
        if said not in self._failed:
            self._failed.append(said)
            self.display.message(said)

    def _start_looking(self) -> None:
        """Follow the files of the run from a thread of its own, as a long cell sends no events."""
        if self._looking is None and not self.common_settings.dryrun:
            self._looking = threading.Thread(target=self._look, daemon=True)
            self._looking.start()

    def _look(self) -> None:
        run = current.folder()
        watched: RunWatch | None = None
        last = False
        pause = LOOK_SECONDS if self.display.in_place else SECONDS_BETWEEN_LINES / 2
        while run is not None and not interrupted():
            started = time.monotonic()
            with suppress(FileNotFoundError):
                watched = watched or RunWatch(run)
            if watched is not None:
                progress = watched.progress()
                running = watched.running() or list(self._rules.copy().values())
                self.display.show(str(progress), running, final=last or progress.done == progress.cells)
            if last:
                break
            # One more look after the end, at what has happened since the last one.
            last = self._finished.wait(max(pause, (time.monotonic() - started) / LOOK_SHARE))


def _job_name(record: logging.LogRecord) -> str:
    """Return the rule and the wildcards of a job, such as ``cells iris``."""
    wildcards = getattr(record, "wildcards", None) or {}
    return " ".join([getattr(record, "rule_name", "a job"), *map(str, wildcards.values())])
