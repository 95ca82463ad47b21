"""The logger plugin: found by Snakemake, silent about jobs that start, loud about those that fail."""

import io
import logging
from types import SimpleNamespace

import pytest
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_interface_logger_plugins.registry import LoggerPluginRegistry

from snnbench.watch import current
from snnbench.watch.display import Display
from snnbench.watch.log_handler import LogHandler


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


def test_a_terminal_has_one_line_that_changes_and_messages_above_it():
    display = Display(Terminal())
    display.show("cells 1 of 9", ["adult: SNN", "a very long name " * 30])
    display.message("failed: cells zoo")
    display.show("cells 2 of 9")
    display.end()
    text = display.stream.getvalue()
    assert text.count("\n") == 2
    assert "cells 1 of 9; now adult: SNN" in text
    assert "\x1b[Kfailed: cells zoo\n" in text
    assert text.endswith("\x1b[Kcells 2 of 9\n")
    assert max(len(part) for part in text.split("\r")) < 250


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
