"""The logger plugin: found by Snakemake, silent about jobs that start, loud about those that fail."""

import contextlib
import io
import logging
import re
import signal
import time
from types import SimpleNamespace

import pytest
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_interface_logger_plugins.registry import LoggerPluginRegistry

from snnbench.plan.forecast import Span
from snnbench.watch import current, interrupt, log_handler
from snnbench.watch.display import Display
from snnbench.watch.log_handler import LogHandler
from snnbench.watch.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def handler(monkeypatch):
    monkeypatch.setattr(current, "_conducted", [])

    def make(**settings):
        common = {"stdout": False, "dryrun": False, "verbose": False, **settings}
        made = LogHandler(SimpleNamespace(**common), None)
        made.display = Display(io.StringIO())
        return made

    return make


def record(message, level=logging.INFO, **fields):
    made = logging.LogRecord("snakemake", level, "", 0, message, None, None)
    made.__dict__.update(fields)
    return made


def shown(handler):
    return handler.display.stream.getvalue()


def test_snakemake_finds_the_plugin():
    assert LoggerPluginRegistry().get_plugin("snnbench").log_handler is LogHandler


def test_jobs_and_chatter_are_silent_and_warnings_are_not(handler):
    one = handler()
    one.emit(record("Select jobs to execute..."))
    one.emit(record("", event=LogEvent.JOB_INFO, jobid=3, rule_name="cells", wildcards={"task": "iris"}))
    one.emit(record("", event=LogEvent.PROGRESS, done=1, total=4))
    one.emit(record("Job stats: ...", event=LogEvent.RUN_INFO))
    one.emit(record("Nothing to be done (all requested files are present and up to date)."))
    one.emit(record("disk is nearly full", logging.WARNING))
    one.close()
    assert shown(one).splitlines() == [
        "Nothing to be done (all requested files are present and up to date).",
        "disk is nearly full",
    ]


def test_a_failed_job_is_named_once_with_its_log(handler):
    one = handler()
    one.emit(record("", event=LogEvent.JOB_INFO, jobid=3, rule_name="cells", wildcards={"task": "iris"}))
    one.emit(record("RuleException:\nCalledProcessError in file train.smk", logging.ERROR))
    for _ in range(2):
        one.emit(record("", logging.ERROR, event=LogEvent.JOB_ERROR, jobid=3, log=["results/x/logs/cells/iris.log"]))
    one.close()
    assert shown(one) == "failed: cells iris; its log is results/x/logs/cells/iris.log\n"


def test_the_name_of_all_jobs_at_slurm_is_shown(handler):
    one = handler()
    one.emit(record("SLURM run ID: 1f2e", logging.INFO))
    one.close()
    assert shown(one) == "SLURM run ID: 1f2e\n"


def test_what_is_as_it_should_be_is_no_warning(handler):
    one = handler()
    one.emit(record("Cannot restore results/x/state/tasks/0001-mine.json: no backup found.", logging.WARNING))
    one.close()
    assert shown(one) == ""


def test_a_dry_run_ends_with_what_the_run_would_take(handler, monkeypatch):
    monkeypatch.setattr(current, "announcement", lambda: ["run 'x': 2 tasks"])
    one = handler(dryrun=True)
    for jobid in range(1000):
        one.emit(record("", event=LogEvent.JOB_INFO, jobid=jobid, rule_name="cells", wildcards={"task": "t"}))
    for _ in range(2):
        one.emit(record("Job stats:\ncells 1000", event=LogEvent.RUN_INFO))
    one.close()
    one.close()
    assert shown(one).splitlines() == ["Job stats:", "cells 1000", "run 'x': 2 tasks"]


def test_verbose_shows_all_that_snakemake_says(handler):
    one = handler(verbose=True)
    one.emit(record("Select jobs to execute..."))
    one.close()
    assert shown(one) == "Select jobs to execute...\n"


def test_a_terminal_has_lines_that_change_and_messages_above_them(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    display = Display(Terminal())
    display.show("cells 1 of 9", ["adult: SNN, epoch 1 of 9", "a very long name " * 30])
    assert seen(display) == ["cells 1 of 9", "  adult: SNN, epoch 1 of 9", f"  {'a very long name ' * 30}"[:76] + "..."]
    display.message("failed: cells zoo")
    assert seen(display)[:3] == ["failed: cells zoo", "cells 1 of 9", "  adult: SNN, epoch 1 of 9"]
    display.show("cells 2 of 9", [f"t{i}: SNN" for i in range(20)])
    assert seen(display)[:3] == ["failed: cells zoo", "cells 2 of 9", "  t0: SNN"]
    assert seen(display)[-2:] == ["  t7: SNN", "  and 12 more"]
    display.show("cells 3 of 9", ["adult: SNN"])
    display.end()
    display.message("6 of 9 results are there")
    display.show("cells 4 of 9")
    assert seen(display) == ["failed: cells zoo", "cells 3 of 9", "6 of 9 results are there"]


def seen(display):
    """What a terminal shows."""
    lines, row = [""], 0
    for part in re.findall(r"\r\x1b\[K|\x1b\[A|\n|[^\r\x1b\n]+", display.stream.getvalue()):
        if part == "\x1b[A":
            row -= 1
        elif part == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        else:
            lines[row] = "" if part == "\r\x1b[K" else lines[row] + part
    return [line for line in lines if line]


def test_without_a_terminal_lines_come_now_and_then(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("snnbench.watch.display.time.monotonic", lambda: now[0])
    display = Display(io.StringIO())
    for second in range(0, 200, 5):
        now[0] = float(second)
        display.show(f"cells {second} of 900")
    display.show("cells 900 of 900, all finished", final=True)
    display.end()
    assert display.stream.getvalue().splitlines() == [
        *(f"cells {second} of 900" for second in (0, 60, 120, 180)),
        "cells 900 of 900, all finished",
    ]


def test_an_interrupt_stands_below_the_last_state(handler, monkeypatch):
    monkeypatch.setattr(interrupt, "_times", [])
    one = handler()
    one.display = Display(Terminal())
    one.display.show("cells 1 of 9", ["adult: SNN"])
    with pytest.raises(KeyboardInterrupt), contextlib.redirect_stderr(one.display.stream):
        interrupt._interrupt(signal.SIGINT, None)
    one.display.show("cells 2 of 9", ["adult: SNN"])
    one.finish()
    one.close()
    assert seen(one.display) == ["cells 1 of 9", interrupt.LINE]


def test_what_happened_until_the_end_is_looked_at_once_more(handler, monkeypatch, tmp_path):
    states = iter([Progress(1, 2, Span(1, 1, 1)), Progress(2, 2, Span(0, 0, 0))])
    monkeypatch.setattr(
        log_handler, "RunWatch", lambda run: SimpleNamespace(progress=lambda: next(states), running=list)
    )
    monkeypatch.setattr(current, "folder", lambda: tmp_path)
    one = handler()
    one.emit(record("", event=LogEvent.JOB_INFO, jobid=3, rule_name="cells", wildcards={}))
    while not shown(one):
        time.sleep(0.01)
    one.finish()
    assert shown(one).splitlines()[-1] == "cells 2 of 2, all finished"


def test_the_end_waits_for_a_last_look_that_takes_long(handler):
    one = handler()
    waited = []
    one._looking = SimpleNamespace(join=lambda timeout=None: waited.append(timeout))
    one.finish()
    assert waited == [None]
