"""Which tasks and methods, on which splits and repeats, make a piece of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from snnbench.config.model import Config
from snnbench.data.replication import Part
from snnbench.methods.registry import is_network
from snnbench.plan.counts import Planner
from snnbench.plan.sizes import TaskSize, scored_splits_of, size_of


class Piece(NamedTuple):
    """A run of some tasks and methods on some splits and one repeat.

    Attributes
    ----------
    part : Part
    methods, tasks : tuple of str
    seconds : float
        Of processor time on the plan's nominal core.
    """

    part: Part
    methods: tuple[str, ...]
    tasks: tuple[str, ...]
    seconds: float


def cut(config: Config, seconds: float) -> list[Piece]:
    """Cut a run into pieces: the first seed and fold first, networks before other methods, short tasks before long.

    Parameters
    ----------
    config : Config
        Of the whole run.
    seconds : float
        Most processor time of a piece. A task that takes longer is a piece of its own.
    """
    sizes = [size_of(name, config) for name in config.tasks]
    networks = [method for method in config.methods if is_network(method)]
    others = [method for method in config.methods if not is_network(method)]
    return [
        piece
        for part in _parts(config, sizes)
        for methods in (networks, others)
        for piece in _pieces_of(config, part, methods, sizes, seconds)
    ]


def _parts(config: Config, sizes: Sequence[TaskSize]) -> Iterator[Part]:
    """Yield the parts of a run in their order: per repeat the first fold, then the others."""
    repeats = {
        r for task in sizes for method in config.methods for r in config.repeats_of(task.suite, task.rows, method)
    }
    folds = sorted({split for task in sizes for split in scored_splits_of(task, config)})
    for repeat in sorted(repeats):
        for some in (folds[:1], folds[1:]):
            if some:
                yield Part(folds=tuple(some), repeats=(repeat,))


def _pieces_of(
    config: Config, part: Part, methods: Sequence[str], sizes: Sequence[TaskSize], seconds: float
) -> Iterator[Piece]:
    """Yield the pieces of some methods' part, each filled up to its bound with tasks in rising order of time."""
    planner = Planner(config.model_copy(update={"part": part}))
    cells = {
        (task.name, method): planner.counts(task, method).seconds
        for task in sizes
        for method in config.methods_on(task.suite)
        if method in methods
    }
    used = tuple(method for method in methods if any(cells.get((task.name, method)) for task in sizes))
    costs = {task.name: sum(cells.get((task.name, method), 0.0) for method in used) for task in sizes}
    tasks: list[str] = []
    for name in sorted((name for name, cost in costs.items() if cost), key=lambda name: (costs[name], name)):
        if tasks and _sum(costs, [*tasks, name]) > seconds:
            yield Piece(part, used, tuple(tasks), _sum(costs, tasks))
            tasks = []
        tasks.append(name)
    if tasks:
        yield Piece(part, used, tuple(tasks), _sum(costs, tasks))


def _sum(costs: Mapping[str, float], names: Sequence[str]) -> float:
    return sum(costs[name] for name in names)
