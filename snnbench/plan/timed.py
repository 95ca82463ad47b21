"""How much longer than counted methods take on this machine: a part of their grids, tried on a small task.

``python -m snnbench.plan.timed DEVICE`` reads grids by method as JSON and prints each method's factor, or why it has
none; it can be ended at any time.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Sequence

from snnbench.data.catalog import catalog
from snnbench.data.load import load_task
from snnbench.methods.method import Problem
from snnbench.methods.registry import METHODS, is_network
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.plan.counts import Nets, fit_seconds
from snnbench.plan.sizes import size_of_entry
from snnbench.runs.reasons import failed, reason_of
from snnbench.training.process import keep_freed_memory
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search
from snnbench.training.trial import Trial

TASK = "sklearn-breast-cancer"
"""What is tried: it comes with scikit-learn, and has 362 training rows of 30 features."""
PROTOCOL, SECONDS = TrainingProtocol(epochs=3), 0.2
"""Of nets, and what the part of a grid takes on the nominal core, unless it is one setting."""


def times_longer(method: str, grid: Sequence[Hyperparameters], device: str = "cpu") -> float:
    """Return how many times as long as on the nominal core a built-in method takes, in processor time on a CPU.

    Settings that fail on the small task count neither as time nor as work, since they may do so at once.

    Parameters
    ----------
    method : str
    grid : sequence of mapping
    device : {"cpu", "cuda"}

    Raises
    ------
    ValueError
        If all settings that were tried failed.
    """
    task, size = load_task(TASK), size_of_entry(catalog()[TASK])

    def counted(settings: Sequence[Hyperparameters]) -> float:
        if not is_network(method):
            return len(settings) * fit_seconds(method, size)
        return Nets.of(method, settings, (size.features, size.classes), PROTOCOL).work(size, PROTOCOL.epochs, PROTOCOL)[
            1
        ]

    by_cost = sorted(grid, key=lambda setting: counted([setting]))
    some = max(1, min(len(grid), round(len(grid) * SECONDS / counted(grid))))
    settings = [by_cost[(2 * i + 1) * len(grid) // (2 * some)] for i in range(some)]
    rows = task.prepare(0)
    # The first, to few rows, imports what is needed.
    for tried, on in ((settings[:1], rows._replace(train=rows.validation)), (settings, rows)):
        trials = [Trial(setting, number, number) for number, setting in enumerate(tried)]
        METHODS[method].run(Problem(on, size.classes, task.metric, 0, PROTOCOL, Search(), device=device), trials)
    worked = [trial for trial in trials if not failed(trial.status)]
    if not worked:
        raise ValueError(f"no setting of {method} that was tried works on {TASK}; the first {trials[0].status}")
    return sum(trial.seconds for trial in worked) / counted([trial.hyperparameters for trial in worked])


def answer(method: str, grid: Sequence[Hyperparameters], device: str) -> str:
    """Return the line that says a method's factor, or why it has none, so that the methods after it are timed."""
    try:
        return f"{method} {times_longer(method, grid, device)}"
    except Exception as error:
        return f"{method} {reason_of(error)}"


if __name__ == "__main__":
    keep_freed_memory()
    warnings.simplefilter("ignore")
    for name, settings_of_it in json.load(sys.stdin).items():
        print(answer(name, settings_of_it, sys.argv[1]), flush=True)
