"""One part of a cell: a method on one split and repeat of a task.

What is imported here, and the modules that the method names, decide the result; their source belongs to its key. So
nothing here knows which methods there are, or what a config looks like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from snnbench.code_version import code_version
from snnbench.data.task import Task
from snnbench.methods.method import Problem
from snnbench.methods.refit import choose_on_folds, refit
from snnbench.randomness import seed_of
from snnbench.runs.store import key_of
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search
from snnbench.training.trial import Trial

if TYPE_CHECKING:
    from snnbench.methods.method import Method
    from snnbench.training.search import FinishedStacks


@dataclass(frozen=True)
class Part:
    """All that a config and a task say about a part of a cell.

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
    precision: str
    device: str

    @property
    def names(self) -> dict[str, Any]:
        """The columns that say which part a row belongs to."""
        return {key: getattr(self, key) for key in ("suite", "task", "split", "repeat", "method")}

    def key(self, content: str, method: Method) -> str:
        """Return the key of the part's results.

        Parameters
        ----------
        content : str
            Hash of the task's content.
        method : Method
            Its arguments and the modules that compute it count.
        """
        models = {"protocol": self.protocol.model_dump(), "search": self.search.model_dump()}
        return key_of(**{**asdict(self), **models}, content=content, definition=repr(method), code=code_of(method))


def code_of(method: Method) -> str:
    """Return the hash of all code that decides a method's rows."""
    return code_version("snnbench.runs.compute", "snnbench.runs.rows", *method.modules)


def trials_of(settings: Sequence[Mapping[str, Any]], *names: object, seed: int) -> list[Trial]:
    """Return one untried trial per setting, its seed derived from ``names`` and the setting."""
    return [Trial(setting, number, seed_of(seed, *names, setting)) for number, setting in enumerate(settings)]


def compute(
    part: Part,
    task: Task,
    method: Method,
    place: str,
    finished: FinishedStacks | None = None,
    folds_finished: FinishedStacks | None = None,
) -> list[Trial]:
    """Try every setting of a part.

    Parameters
    ----------
    part : Part
    task : Task
    method : Method
        The part's.
    place : str
        Torch's name of the device.
    finished : FinishedStacks, optional
        Those of an interrupted run.
    folds_finished : FinishedStacks, optional
        Those by which a task with ``refit`` chooses; the repeats share them, as they share the choice.
    """
    if task.refit:
        return _compute_refit(part, task, method, place, folds_finished)
    trials = _trials(part)
    method.run(_problem(part, task, place, part.split, finished), trials)
    return trials


def _compute_refit(part: Part, task: Task, method: Method, place: str, finished: FinishedStacks | None) -> list[Trial]:
    """Choose once for all repeats, with the seeds of the first, and train what is chosen with those of this repeat."""
    first = replace(part, repeat=0)
    trials = _trials(first)
    *folds, last = range(len(task.splits))
    choose_on_folds(method, [_problem(first, task, place, split, finished) for split in folds], trials)
    for trial, seeded in zip(trials, _trials(part), strict=True):
        trial.seed = seeded.seed
        if part.repeat:
            # What choosing took is counted once.
            trial.seconds, trial.epochs = 0.0, 0
    refit(method, _problem(part, task, place, last, None), trials)
    return trials


def _names(part: Part) -> tuple[object, ...]:
    return part.task, part.split, part.method, part.repeat


def _trials(part: Part) -> list[Trial]:
    return trials_of(part.settings, *_names(part), "setting", seed=part.seed)


def _problem(part: Part, task: Task, place: str, split: int, finished: FinishedStacks | None) -> Problem:
    return Problem(
        rows=task.prepare(split, part.repeat),
        classes=len(task.classes),
        metric=task.metric,
        seed=seed_of(part.seed, *_names(part), "cell"),
        protocol=part.protocol,
        search=part.search,
        by_depth=part.suite in part.search.by_depth,
        stack_megabytes=part.stack_megabytes,
        device=place,
        precision=part.precision,
        finished=finished,
    )
