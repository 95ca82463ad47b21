"""What the tests of a room say of a mutant."""

import csv
import difflib
import os
import shutil
import sys
import types
from collections.abc import Callable
from pathlib import Path

from apart import run_apart
from baseline import Baseline
from kernels import KERNELS, keep_unchanged
from places import Mutant
from tree import mutated

SECONDS_TO_START, SECONDS_TO_COMPILE = 20.0, 120.0
"""Of processor time, at most, next to three times what the tests take without a mutant."""
FATES = {0: "survived", 1: "killed", 5: "survived"}
"""By pytest's exit status; 5 is that no test was found."""


def try_out(mutant: Mutant, baseline: Baseline, work: Path, max_seconds: float) -> dict[str, object]:
    """Run the tests that may notice a mutant, and say how that ended."""
    tree = work / "tree"
    file, text = tree / mutant.module, mutant.source(tree)
    tests = baseline.tests_for(mutant.module, mutant.lines, mutant.at_import, max_seconds)
    seconds = SECONDS_TO_START + 3 * sum(baseline.seconds[test] for test in tests)
    if mutant.module.startswith(KERNELS):
        seconds += SECONDS_TO_COMPILE
    lines = difflib.unified_diff(file.read_text().splitlines(), text.splitlines(), lineterm="", n=0)
    change = [line for line in lines if line[0] in "+-" and line[:3] not in ("---", "+++")]
    with mutated(file, text):
        status = run_apart(lambda: in_tree(tree, lambda: _tests(tests, mutant, work)), work / "mutant.log", seconds)
    # Otherwise nothing could be imported, or the processor time ran out.
    fate = FATES.get(status, "killed (stopped)" if status < 0 else "killed (error)")
    reason = _equivalent().get((mutant.module, *(line[1:].strip() for line in change)))
    if reason and fate == "survived":
        fate = f"equivalent: {reason}"
    return {**vars(mutant), "status": status, "fate": fate, "change": " ".join(change), "tests": len(tests)}


def in_tree(tree: Path, action: Callable[[], int]) -> int:
    """Do something as if Python had been started in the copy."""
    os.chdir(tree)
    sys.path[:] = [str(tree), *(place for place in sys.path if Path(place) != Path(__file__).parent)]
    # multiprocessing would run the main module again in its processes.
    sys.argv, sys.modules["__main__"] = ["pytest"], types.ModuleType("__main__")
    return action()


class Only:
    """A plugin of pytest that selects tests, in this order."""

    def __init__(self, tests: list[str]) -> None:
        self.places = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items):
        selected = [item for item in items if item.nodeid in self.places]
        items[:] = sorted(selected, key=lambda item: self.places[item.nodeid])


def _tests(tests: list[str], mutant: Mutant, work: Path) -> int:
    import pytest

    if mutant.module.startswith(KERNELS):
        shutil.rmtree(work / "cache of a mutant", ignore_errors=True)
        os.environ["XDG_CACHE_HOME"] = str(work / "cache of a mutant")
        keep_unchanged(work / "tree", mutant.module, work / "cache")
    files = sorted({test.partition("::")[0] for test in tests})
    return pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files], plugins=[Only(tests)])


def _equivalent() -> dict[tuple[str, ...], str]:
    """Reasons of mutants that no test can notice, by module, line and mutated line."""
    with (Path(__file__).parent / "equivalent.csv").open() as file:
        return {(row["module"], row["line"], row["mutated"]): row["reason"] for row in csv.DictReader(file)}
