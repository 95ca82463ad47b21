"""Assignments of a method that is a function."""

from snnbench.data.load import load_task
from snnbench.runs.child import Assignment
from snnbench.runs.compute import Replication
from snnbench.runs.store import FinishedTrials, Store
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search


class Calls:
    """A method that calls a function for each trial."""

    name, modules, independent_settings = "Calls", (), True

    def __init__(self, function, uses_gpu=False):
        self.function, self.uses_gpu = function, uses_gpu

    def run(self, problem, trials):
        for trial in trials:
            trial.validation_score = trial.test_score = 0.5
            self.function(trial)


def assignment_of(folder, function, repeats=1, uses_gpu=False, **more):
    """Return an assignment of as many replications; their repeats count from 0."""
    task = load_task("sklearn-iris")
    replications = [
        Replication(
            "sklearn", task.name, 0, repeat, "Calls", [{"a": repeat}], 0, TrainingProtocol(), Search(), 64,
            "float32", "cpu",
        )
        for repeat in range(repeats)
    ]  # fmt: skip
    finished = [FinishedTrials(Store(str(folder / "store")), f"{repeat:02d}") for repeat in range(repeats)]
    return Assignment(task, Calls(function, uses_gpu), replications, finished, finished, **more)
