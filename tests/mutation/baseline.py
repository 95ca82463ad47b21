"""What each test covers and takes without any mutant."""

import itertools
import json
import os
import time
from pathlib import Path

import coverage
import pytest


class Recorder:
    """A plugin of pytest that tells coverage which test runs, and notes its processor seconds."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured, self.seconds, self.started = measured, {}, 0.0

    def pytest_runtest_setup(self, item):
        self.started = _processor_seconds()
        # What a shared fixture runs is asserted on by tests that did not set it up.
        self.measured.switch_context(f"setup|{item.nodeid}")

    def pytest_runtest_call(self, item):
        self.measured.switch_context(f"call|{item.nodeid}")

    def pytest_runtest_teardown(self, item):
        self.measured.switch_context("")
        self.seconds[item.nodeid] = _processor_seconds() - self.started


def _processor_seconds() -> float:
    used = os.times()
    return time.process_time() + used.children_user + used.children_system


def record(folders: list[str], file: Path) -> int:
    """Run tests once, write what they take and cover to a file if they pass, and return pytest's exit status."""
    measured = coverage.Coverage(data_file=None, source=["snnbench"], config_file=False)
    measured.start()
    recorder = Recorder(measured)
    status = pytest.main(["-q", "-p", "no:cacheprovider", *folders], plugins=[recorder])
    measured.stop()
    if status:
        return status
    data, covered = measured.get_data(), {}
    for path in data.measured_files():
        module = Path(path).relative_to(Path.cwd()).as_posix()
        covered[module] = {line: [c for c in of_line if c] for line, of_line in data.contexts_by_lineno(path).items()}
    file.write_text(json.dumps({"seconds": recorder.seconds, "covered": covered}))
    return status


class Baseline:
    """The tests of a room."""

    def __init__(self, file: Path) -> None:
        found = json.loads(file.read_text())
        self.seconds, self.covered = found["seconds"], found["covered"]

    def tests_for(self, module: str, lines: tuple[int, int], at_import: bool, max_seconds: float) -> list[str]:
        """The tests that may notice a change of these lines, quickest first, up to a processor time in all.

        They are those that run the lines. What an import runs counts for all tests that run the module, what a
        fixture runs for all tests of their files, and what no test runs in its own process for all tests of the room.
        """
        of_lines = self.covered.get(module, {})
        contexts = {c for line in range(lines[0], lines[1] + 1) for c in of_lines.get(str(line), [])}
        if at_import or not contexts:
            contexts = {context for found in of_lines.values() for context in found}
        tests = {context.partition("|")[2] for context in contexts} or set(self.seconds)
        if any(context.startswith("setup|") for context in contexts):
            files = {test.partition("::")[0] for test in tests}
            tests = {test for test in self.seconds if test.partition("::")[0] in files}
        quickest = sorted(tests, key=self.seconds.__getitem__)
        sums = itertools.accumulate(self.seconds[test] for test in quickest)
        return [test for test, until in zip(quickest, sums, strict=True) if until <= max_seconds] or quickest[:1]
