"""What a cell's own process does before, while and after it computes."""

import dataclasses
import logging
import multiprocessing
import os
import re
import resource
import signal
import sys
import threading
import time
import warnings
from types import SimpleNamespace

import pytest
from assignments import assignment_of

from snnbench.runs import at_work, child
from snnbench.runs.at_work import AtWork
from snnbench.runs.child import Outcome, outcomes, work
from snnbench.training import progress

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def worked(capfd):
    """Do an assignment in a process of its own, and return its exit code and the outcomes that it sent."""
    ends = []

    def worked(assignment, results=None):
        receiving, sending = FORK.Pipe(duplex=False)
        process = FORK.Process(target=work, args=(assignment, results or sending))
        with capfd.disabled():  # otherwise it would print to what pytest reads
            process.start()
        ends.append(process)
        sending.close()
        sent = []
        try:
            while receiving.poll(None):
                sent.append(receiving.recv())
        except EOFError:
            pass
        process.join()
        return process.exitcode, sent

    yield worked
    for process in ends:
        process.kill()


def test_a_process_sends_what_this_one_would_compute(worked, tmp_path):
    def function(trial):
        if trial.hyperparameters["a"] == 1:
            raise ValueError("no luck")
        trial.epoch = 7 + trial.hyperparameters["a"]

    assignment = assignment_of(tmp_path, function, repeats=3)
    exit_code, sent = worked(assignment)
    expected = list(outcomes(assignment))
    assert exit_code == 0
    assert [(one.trials, one.reason) for one in sent] == [(one.trials, one.reason) for one in expected]
    assert [one.reason for one in sent] == ["ok", "failed: ValueError: no luck", "ok"]
    assert [trial.epoch for one in sent for trial in one.trials] == [7, 9]
    assert all("ValueError" in one.traceback for one in sent if one.reason != "ok")


@pytest.mark.parametrize("before", [None, "of an earlier job\n"])
def test_what_a_method_tells_goes_to_the_log(worked, tmp_path, before):
    def function(trial):
        print("printed")
        print("an error", file=sys.stderr)
        os.system("echo of a child")
        logging.info("logged")
        warnings.warn("warned", stacklevel=1)

    log = tmp_path / "log"
    if before:
        log.write_text(before)
    assert worked(assignment_of(tmp_path, function, log=str(log)))[0] == 0
    lines = log.read_text().splitlines()
    assert log.read_text().startswith(before or "")
    assert {"printed", "an error", "of a child"} <= set(lines)
    # With the time of day, whatever handlers there were before.
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ logged", line) for line in lines)
    assert any(re.match(r"\d{4}-\d\d-\d\d .*UserWarning: warned", line) for line in lines)
    assert not log.stat().st_mode & 0o111


def test_a_method_sees_the_variables_of_its_assignment(worked, tmp_path):
    def function(trial):
        trial.status = f"{os.environ['OF_THIS_CELL']} {os.getsid(0) == os.getpid()}"

    _, (sent,) = worked(assignment_of(tmp_path, function, environment={"OF_THIS_CELL": "GPU-a"}))
    assert sent.trials[0].status == "GPU-a True"
    assert "OF_THIS_CELL" not in os.environ


def test_threads_of_a_method_do_not_keep_its_process(worked, tmp_path):
    exit_code, sent = worked(
        assignment_of(tmp_path, lambda trial: threading.Thread(target=time.sleep, args=(1e5,)).start())
    )
    assert (exit_code, [one.reason for one in sent]) == (0, ["ok"])


def test_a_process_whose_outcome_nobody_takes_ends(worked, tmp_path):
    def send(outcome):
        raise BrokenPipeError

    assignment = assignment_of(tmp_path, lambda trial: None, log=str(tmp_path / "log"))
    assert worked(assignment, SimpleNamespace(send=send)) == (1, [])


def test_a_process_tells_where_it_is_in_its_file_and_not_in_the_log(worked, tmp_path, monkeypatch):
    monkeypatch.setattr(at_work, "SECONDS_BETWEEN_LINES", 0.01)
    path, log = tmp_path / "line", tmp_path / "log"
    path.touch()

    def function(trial):
        progress.tell("epoch", 3, 9)
        while not path.read_text().endswith("epoch 3 of 9"):
            time.sleep(0.01)

    _, (sent,) = worked(assignment_of(tmp_path, function, log=str(log), at_work=path))
    assert sent.reason == "ok"
    assert "epoch" not in log.read_text()


def test_a_process_ends_with_what_it_started_once_its_parent_is_gone(monkeypatch):
    happened = []
    parent = SimpleNamespace(join=lambda: happened.append("parent ended"))
    monkeypatch.setattr(os, "killpg", lambda *arguments: happened.append(arguments))
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: None)
    child._end_with_parent()
    assert happened == []
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: parent)
    child._end_with_parent()
    assert happened == ["parent ended", (0, signal.SIGKILL)]


@pytest.mark.parametrize(("repeats", "line"), [(1, ""), (2, "replication 2 of 2"), (3, "replication 3 of 3")])
def test_replications_are_counted_where_there_are_several(tmp_path, monkeypatch, repeats, line):
    handler = AtWork(tmp_path / "none")
    monkeypatch.setattr(progress.log, "level", logging.DEBUG)
    monkeypatch.setattr(progress.log, "handlers", [handler])
    assert len(list(outcomes(assignment_of(tmp_path, lambda trial: None, repeats)))) == repeats
    assert handler.line == line


def test_an_interrupt_ends_an_assignment_and_an_exit_does_not(tmp_path):
    def exits(trial):
        sys.exit(3)

    def interrupted(trial):
        raise KeyboardInterrupt

    assert [one.reason for one in outcomes(assignment_of(tmp_path, exits, 2))] == ["failed: SystemExit: 3"] * 2
    with pytest.raises(KeyboardInterrupt):
        list(outcomes(assignment_of(tmp_path, interrupted)))


def test_the_status_of_a_trial_becomes_readable(tmp_path):
    def function(trial):
        trial.status = "diverged\nin epoch\x003"

    (outcome,) = outcomes(assignment_of(tmp_path, function))
    assert outcome.trials[0].status == "diverged in epoch\N{REPLACEMENT CHARACTER}3"


def test_an_assignment_has_memories_for_each_replication(tmp_path):
    assignment = assignment_of(tmp_path, lambda trial: None, 2)
    with pytest.raises(ValueError, match="zip"):
        list(outcomes(dataclasses.replace(assignment, finished=assignment.finished[:1])))
    left = assignment.without_first(1)
    assert [one.repeat for one in left.replications] == [1]
    assert left.finished == left.folds_finished == assignment.finished[1:]


@pytest.mark.parametrize("uses_gpu", [True, False])
def test_freed_memory_is_kept_for_networks_only(tmp_path, monkeypatch, uses_gpu):
    called = []
    monkeypatch.setattr("snnbench.training.process.keep_freed_memory", lambda: called.append(True))
    assert [one.reason for one in outcomes(assignment_of(tmp_path, lambda trial: None, uses_gpu=uses_gpu))] == ["ok"]
    assert called == [True] * uses_gpu


@pytest.mark.parametrize(("platform", "peak"), [("linux", 300 * 2**10), ("darwin", 300 * 2**20)])
def test_the_peak_of_memory_has_the_unit_of_the_system(tmp_path, monkeypatch, platform, peak):
    """Linux counts in 1024 bytes, macOS in bytes (getrusage(2) of both)."""
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(resource, "getrusage", lambda who: SimpleNamespace(ru_maxrss=peak + peak / 600))
    (outcome,) = outcomes(assignment_of(tmp_path, lambda trial: None))
    assert outcome == Outcome(outcome.trials, "ok", 300.5)
