"""One replication of a cell: a method on one split and repeat of a task.

What is imported here, and the modules that the method names, decide the result; their source belongs to its key. So
nothing here knows which methods there are, or what a config looks like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from snnbench.data.task import Task
from snnbench.methods.method import Problem
from snnbench.methods.refit import choose_on_folds, refit
from snnbench.randomness import seed_of
from snnbench.runs.reasons import failed
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search
from snnbench.training.trial import Trial

if TYPE_CHECKING:
    from snnbench.methods.method import Method
    from snnbench.runs.store import FinishedTrials


@dataclass(frozen=True)
class Replication:
    """All that a config and a task say about a replication of a cell.

    Attributes
    ----------
    suite, task, method : str
    split, repeat : int
    settings : list of dict
        Hyperparameters to try.
    seed : int
    protocol : TrainingProtocol
    search : Search
    stack_megabytes : int
    precision : {"float32", "tf32"}
    device : {"cpu", "cuda"}
    """

    suite: str
    task: str
    split: int
    repeat: int
    method: str
    settings: list[dict[str, Any]]
    seed: int
    protocol: TrainingProtocol
    search: Search
    stack_megabytes: int
    precision: Literal["float32", "tf32"]
    device: str

    @property
    def names(self) -> dict[str, Any]:
        """The columns that say which replication a row belongs to."""
        return {key: getattr(self, key) for key in ("suite", "task", "split", "repeat", "method")}

    def __str__(self) -> str:
        return f"{self.method} on {self.task}, split {self.split}, repeat {self.repeat}"


def trials_of(settings: Sequence[Mapping[str, Any]], *names: object, seed: int) -> list[Trial]:
    """Return one untried trial per setting, its seed derived from ``names`` and the setting."""
    return [Trial(setting, number, seed_of(seed, *names, setting)) for number, setting in enumerate(settings)]


def compute(
    replication: Replication,
    task: Task,
    method: Method,
    finished: FinishedTrials,
    folds_finished: FinishedTrials,
    device: str = "cpu",
) -> list[Trial]:
    """Try every setting of a replication.

    Parameters
    ----------
    replication : Replication
    task : Task
    method : Method
        The replication's.
    finished : FinishedTrials
        Of an earlier call that was interrupted, or of which some settings failed.
    folds_finished : FinishedTrials
        Those by which a task with ``refit`` chooses; the repeats share them, as they share the choice.
    device : str
        Torch's name of it.
    """
    if task.refit:
        return _compute_refit(replication, task, method, folds_finished, device)
    trials = _trials(replication)
    problem = _problem(replication, task, replication.split, finished, device)
    if not method.independent_settings:
        method.run(problem, trials)
        return trials
    method.run(problem, [trial for trial in trials if not finished.recall([trial])])
    if any(failed(trial.status) for trial in trials):
        # The results are not kept as a whole, so that the failed settings are tried again by the next call.
        for trial in trials:
            if not failed(trial.status):
                finished.keep([trial])
    return trials


def _compute_refit(
    replication: Replication, task: Task, method: Method, finished: FinishedTrials, device: str
) -> list[Trial]:
    """Choose once for all repeats, with the seeds of the first, and train what is chosen with those of this repeat."""
    first = replace(replication, repeat=0)
    trials = _trials(first)
    *folds, last = range(len(task.splits))
    choose_on_folds(method, [_problem(first, task, split, finished, device) for split in folds], trials)
    for trial, seeded in zip(trials, _trials(replication), strict=True):
        trial.seed = seeded.seed
        if replication.repeat:
            # What choosing took is counted once.
            trial.seconds, trial.epochs = 0.0, 0
    refit(method, _problem(replication, task, last, None, device), trials)
    return trials


def _names(replication: Replication) -> tuple[object, ...]:
    return replication.task, replication.split, replication.method, replication.repeat


def _trials(replication: Replication) -> list[Trial]:
    return trials_of(replication.settings, *_names(replication), "setting", seed=replication.seed)


def _problem(replication: Replication, task: Task, split: int, finished: FinishedTrials | None, device: str) -> Problem:
    return Problem(
        rows=task.prepare(split, replication.repeat),
        classes=len(task.classes),
        metric=task.metric,
        seed=seed_of(replication.seed, *_names(replication), "cell"),
        protocol=replication.protocol,
        search=replication.search,
        by_depth=replication.suite in replication.search.by_depth,
        stack_megabytes=replication.stack_megabytes,
        device=device,
        precision=replication.precision,
        finished=finished,
    )
