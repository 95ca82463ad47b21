"""Mutate a random sample of places of some rooms, and say which share of the mutants the tests kill.

    pip install cosmic-ray coverage
    python tests/mutation/run.py stats runs --number 50 --seed 1

For each mutant only the tests of its room that run the changed lines are run, quickest first, up to the first that
fails. All runs in a PID namespace: mutants of the code that ends processes end none outside. A call that was
interrupted goes on where it stopped.
"""

import argparse
import itertools
import json
import os
import random
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from apart import run_apart
from baseline import Baseline, record
from outcome import in_tree, try_out
from places import Mutant, places_of
from tree import copied

ROOMS = {
    "nets": ["tests/nets", "tests/training/test_step.py", "tests/training/test_module_stack.py"],
    "training": ["tests/training"],
    "runs": ["tests/runs"],
    "stats": ["tests/stats"],
}
"""Rooms of the package and where their tests are."""
LIBRARIES = (
    *("torch", "torch.fx", "numba", "numpy", "pandas", "pyarrow.parquet", "scipy.stats", "sklearn.ensemble"),
    *("statsmodels.api", "scikit_posthocs", "autorank", "baycomp", "hypothesis.extra.numpy", "pydantic", "fsspec"),
)
"""Loaded once, before mutants are forked."""


def main() -> None:
    arguments = _arguments()
    if os.getpid() != 1:
        os.execvp("unshare", ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", sys.executable, *sys.argv])
    work = arguments.work.resolve()
    tree = work / "tree"
    package, everything = copied(tree)
    os.environ |= {"PYTHONPATH": str(tree), "XDG_CACHE_HOME": str(work / "cache")}
    for library in filter(find_spec, LIBRARIES):
        import_module(library)
    files = []
    for room in arguments.rooms:
        known = _baseline(room, work, everything)
        files.append(work / f"{room}-{package}-seed{arguments.seed}.jsonl")
        before = _outcomes(files[-1])
        if arguments.again:
            before = [outcome for outcome in before if outcome["fate"] != "survived"]
        files[-1].write_text("".join(json.dumps(outcome) + "\n" for outcome in before))
        done = {(outcome["module"], outcome["operator"], outcome["occurrence"]) for outcome in before}
        for mutant in sample(tree, room, arguments.number, arguments.seed):
            if (mutant.module, mutant.operator, mutant.occurrence) not in done:
                outcome = try_out(mutant, known, work, arguments.seconds)
                with files[-1].open("a") as file:
                    file.write(json.dumps(outcome) + "\n")
                print(room, outcome["fate"], outcome["module"], outcome["change"], sep="\t", flush=True)
    for file in files:
        print(file.stem, share(_outcomes(file)))
    print("in all", share([outcome for file in files for outcome in _outcomes(file)]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="+", choices=ROOMS)
    parser.add_argument("--number", type=int, default=50, help="mutants per room; 0 only runs the tests once")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument(
        "--seconds", type=float, default=15.0, help="most of processor time per mutant; longer tests may kill more"
    )
    parser.add_argument("--again", action="store_true", help="try those again that survived before")
    parser.add_argument("--work", type=Path, default=Path("/tmp/snnbench-mutation"), help="takes the copy and results")
    return parser.parse_args()


def _baseline(room: str, work: Path, version: str) -> Baseline:
    """Return what the tests of a room cover and take, run once for each version of the repository."""
    file = work / f"{room}-{version}.json"
    if not file.exists():
        status = run_apart(lambda: in_tree(work / "tree", lambda: record(ROOMS[room], file)), work / f"{room}.log")
        if status:
            sys.exit(f"the tests of {room} do not pass: see {work / f'{room}.log'}")
    return Baseline(file)


def _outcomes(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def sample(root: Path, room: str, number: int, seed: int) -> list[Mutant]:
    """Draw places of a room without replacement, and one mutant of each; more are the same and others."""
    modules = sorted(path.relative_to(root).as_posix() for path in (root / "snnbench" / room).rglob("*.py"))
    places = [place for module in modules for place in places_of(root, module)]
    generator = random.Random(f"{room} {seed}")
    generator.shuffle(places)
    drawn: list[Mutant] = []
    for place in places:
        if len(drawn) == number:
            break
        generator.shuffle(place)
        drawn += itertools.islice((mutant for mutant in place if mutant.is_python(root)), 1)
    return drawn


def share(outcomes: list[dict[str, str]]) -> str:
    """The share killed of those that are not equivalent, with Wilson's 95 % interval."""
    from scipy.stats import binomtest

    counted = [outcome["fate"] for outcome in outcomes if not outcome["fate"].startswith("equivalent")]
    if not counted:
        return "no mutants"
    killed = sum(fate.startswith("killed") for fate in counted)
    low, high = binomtest(killed, len(counted)).proportion_ci(method="wilson")
    found = f"{killed} of {len(counted)} killed, {killed / len(counted):.0%} ({low:.0%} to {high:.0%})"
    return f"{found}, {len(outcomes) - len(counted)} equivalent"


if __name__ == "__main__":
    main()
