"""How a cell's process is watched and ended. The processes here are forked from this one, which takes milliseconds."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from multiprocessing import Pipe
from types import SimpleNamespace

import psutil
import pytest
from assignments import assignment_of

from snnbench.config.model import Limits
from snnbench.methods.registry import METHODS
from snnbench.methods.scikit_learn import ScikitLearn
from snnbench.runs import isolated
from snnbench.runs.isolated import Processes


@pytest.fixture
def forked():
    """What runs assignments, in processes forked from this one."""
    processes = Processes([])
    processes.__dict__["_context"] = multiprocessing.get_context("fork")
    return processes


@pytest.fixture
def run(forked, tmp_path):
    """Run an assignment of a function, and return the reasons of its outcomes."""
    return lambda function, repeats=1: [
        one.reason for one in forked.run(assignment_of(tmp_path, function, repeats), Limits())
    ]


def at_second(action):
    """Return a function that does something at the second replication."""
    return lambda trial: action() if trial.hyperparameters["a"] == 1 else None


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGTERM), "failed: its process was killed by SIGTERM"),
        (lambda: os.kill(os.getpid(), 40), "failed: its process was killed by signal 40"),
        (lambda: os._exit(7), "failed: it ended its process with exit code 7"),
        (lambda: os._exit(0), "failed: it ended its process with exit code 0"),
    ],
)
def test_a_process_that_ends_costs_the_replication_it_was_at(run, action, reason):
    assert run(at_second(action), repeats=4) == ["ok", reason, "ok", "ok"]


def test_a_limit_of_the_time_ends_the_replication_and_all_behind_it(forked, tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(isolated, "time", SimpleNamespace(monotonic=lambda: now[0]))
    assignment = assignment_of(tmp_path, at_second(lambda: time.sleep(1e5)), 3)
    ended = forked.run(assignment, Limits(seconds=50))
    assert next(ended).reason == "ok"
    now[0] = 151.0
    assert [one.reason for one in ended] == ["failed: it took more than 50 seconds (limits.seconds)"] * 2


def test_a_replication_may_take_longer_than_between_two_looks(run, tmp_path):
    def function(trial):
        with (tmp_path / "started").open("a") as file:
            file.write("once")
        time.sleep(2 * isolated.LOOK_SECONDS)

    assert run(function) == ["ok"]
    assert (tmp_path / "started").read_text() == "once"


def test_a_method_may_start_processes_of_its_own(run):
    def starts_one(trial):
        process = multiprocessing.get_context("fork").Process(target=os._exit, args=(5,))
        process.start()
        process.join()
        trial.status = "ok" if process.exitcode == 5 else "failed: no process"

    assert run(starts_one) == ["ok"]


class Written:
    """Stands for a process that has written to its pipe and ended."""

    pid, exitcode = None, 3

    def __init__(self, sentinel):
        self.sentinel = sentinel

    def join(self):
        pass


@pytest.mark.parametrize("message", [b"", b"\x00\x00\x00\x40 and less than 64 bytes"])
def test_an_outcome_that_was_cut_short_is_none(monkeypatch, tmp_path, message):
    @contextmanager
    def started(self, assignment):
        (receiving, sending), (sentinel, _open) = Pipe(duplex=False), Pipe(duplex=False)
        os.write(sending.fileno(), message)
        sending.close()
        yield Written(sentinel), receiving

    monkeypatch.setattr(Processes, "_started", started)
    ended = list(Processes([]).run(assignment_of(tmp_path, lambda trial: None, 2), Limits()))
    assert [one.reason for one in ended] == ["failed: it ended its process with exit code 3"] * 2


@pytest.mark.parametrize(
    ("now", "megabytes", "reason"),
    [
        (99.0, 10.0, ""),
        (100.0, 2000.0, ""),
        (100.5, 10.0, "failed: it took more than 50 seconds (limits.seconds)"),
        (99.0, 2001.0, "failed: it took 2,001 MB of memory, and 2,000 are allowed (limits.megabytes)"),
        (99.0, 12345.6, "failed: it took 12,346 MB of memory, and 2,000 are allowed (limits.megabytes)"),
    ],
)
def test_a_limit_is_exceeded_by_more_than_it(monkeypatch, now, megabytes, reason):
    monkeypatch.setattr(isolated, "time", SimpleNamespace(monotonic=lambda: now))
    family = SimpleNamespace(megabytes=lambda: megabytes)
    assert isolated._exceeded(family, Limits(seconds=50, megabytes=2000), end=100.0) == reason
    assert isolated._exceeded(family, Limits(), end=None) == ""


@pytest.fixture
def grandchild():
    """A process whose child has started another."""
    child = subprocess.Popen(["sh", "-c", "sh -c 'sleep 100000; exit'; exit"], start_new_session=True)
    while [one.name() for one in psutil.Process(child.pid).children(recursive=True)] != ["sh", "sleep"]:
        time.sleep(0.005)
    yield child
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def test_memory_is_that_of_a_process_and_all_that_it_started(grandchild, monkeypatch):
    shell = psutil.Process(grandchild.pid)
    taken = sum(one.memory_info().rss for one in (shell, *shell.children(recursive=True))) / 2**20
    assert isolated._Family(shell.pid).megabytes() == pytest.approx(taken, abs=0.2)
    family = isolated._Family(os.getpid())
    before = family.megabytes()
    assert before > taken
    # What was started since is found by the next search.
    another = subprocess.Popen([sys.executable, "-c", "held = b'x' * 50_000_000; print(flush=True); input()"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    another.stdout.readline()
    monkeypatch.setattr(isolated, "SEARCH_SECONDS", 1e9)
    assert family.megabytes() < before + 30
    monkeypatch.setattr(isolated, "SEARCH_SECONDS", 0.0)
    assert family.megabytes() > before + 30
    another.communicate()
    assert isolated._Family(another.pid).megabytes() == 0


def test_the_main_module_is_hidden_only_while_a_process_starts():
    main = sys.modules["__main__"]
    hidden = isolated._without_main_module()
    hidden.__enter__()
    assert sys.modules["__main__"] is not main
    assert not hasattr(sys.modules["__main__"], "__file__")
    assert not hidden.__exit__(OSError, OSError("no process"), None)
    assert sys.modules["__main__"] is main


def test_modules_of_a_user_are_imported_in_a_cells_process_only():
    own, tree = ScikitLearn("Own", "own_package.Own"), METHODS["DecisionTree"]
    loaded = Processes([own, tree]).preloaded
    assert {name for name in tree.modules if name.startswith(("sklearn", "snnbench"))} == set(loaded)
    assert "own_package" in own.modules[-1]
