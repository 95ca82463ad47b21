"""Cutting a long run into pieces, each a run of its own, that ``snnbench merge`` joins."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from snnbench.config.model import Config
from snnbench.data.catalog import CatalogEntry, catalog

SecondsPerFit = Callable[[CatalogEntry, str], float]
"""Takes a task and a method and returns the processor seconds of its grid on one split and repeat."""


@dataclass(frozen=True)
class Phase:
    """Some splits and one repeat of a run, on all tasks that have them.

    Attributes
    ----------
    splits : tuple of int
    repeat : int
    """

    splits: tuple[int, ...]
    repeat: int


@dataclass(frozen=True)
class Piece:
    """A run of some tasks of one phase.

    Attributes
    ----------
    phase : Phase
    methods, tasks : tuple of str
    seconds : float
        Of processor time, as planned.
    """

    phase: Phase
    methods: tuple[str, ...]
    tasks: tuple[str, ...]
    seconds: float

    def command(self, config: Config, file: Path, number: int, cores: int) -> str:
        """Return the shell command that computes the piece's rows, without a report."""
        part = f"{{folds: [{_listed(self.phase.splits)}], repeats: [{self.phase.repeat}]}}"
        settings = [
            f"run={config.run}-{number:02d}",
            f"tasks=[{_listed(self.tasks)}]",
            f"methods=[{_listed(self.methods)}]",
            f"part={part}",
        ]
        words = ["snakemake", "--cores", str(cores), "--configfile", str(file), "--config", *settings, "--", "collect"]
        return shlex.join(words)


def pieces(config: Config, seconds_per_fit: SecondsPerFit, seconds: float) -> list[Piece]:
    """Cut a run into pieces: the first seed and fold first, the tasks that take least time first.

    Parameters
    ----------
    config : Config
        Of the whole run; its tasks are those of the catalog.
    seconds_per_fit : callable
        Seconds of a task's and method's grid on one split and repeat.
    seconds : float
        Most processor time of a piece. A task that takes longer is a piece of its own.

    Raises
    ------
    ValueError
        If a task is not in the catalog, as its size is then unknown.
    """
    unknown = [name for name in config.tasks if name not in catalog()]
    if unknown:
        raise ValueError(f"task '{unknown[0]}' is not in the catalog, so its share of the run cannot be planned")
    entries = [catalog()[name] for name in config.tasks]
    found: list[Piece] = []
    for phase in _phases(config, entries):
        methods = tuple(m for m in config.methods if any(_fits(config, entry, m, phase) for entry in entries))
        costs = {
            entry.name: sum(_fits(config, entry, m, phase) * seconds_per_fit(entry, m) for m in methods)
            for entry in entries
            if any(_fits(config, entry, m, phase) for m in methods)
        }
        found += _packed(phase, methods, costs, seconds)
    return found


def _phases(config: Config, entries: Sequence[CatalogEntry]) -> Iterator[Phase]:
    """Yield the phases of a run: per repeat the first split, then the others."""
    repeats = max(len(config.repeats_of(e.suite, e.rows, m)) for e in entries for m in config.methods)
    splits = max(len(config.splits_of(e.suite, e.rows, e.splits)) for e in entries)
    for repeat in range(repeats):
        yield Phase((0,), repeat)
        if splits > 1:
            yield Phase(tuple(range(1, splits)), repeat)


def _fits(config: Config, entry: CatalogEntry, method: str, phase: Phase) -> int:
    """Return on how many splits of a task a method is fitted in a phase."""
    if method not in config.methods_on(entry.suite):
        return 0
    splits = set(config.splits_of(entry.suite, entry.rows, entry.splits)) & set(phase.splits)
    return len(splits) * (phase.repeat in config.repeats_of(entry.suite, entry.rows, method))


def _packed(phase: Phase, methods: tuple[str, ...], costs: dict[str, float], seconds: float) -> Iterator[Piece]:
    """Yield pieces of tasks in rising order of time, each filled up to its bound."""
    tasks: list[str] = []
    for name in sorted(costs, key=lambda name: (costs[name], name)):
        if tasks and sum(costs[task] for task in tasks) + costs[name] > seconds:
            yield Piece(phase, methods, tuple(tasks), sum(costs[task] for task in tasks))
            tasks = []
        tasks.append(name)
    if tasks:
        yield Piece(phase, methods, tuple(tasks), sum(costs[task] for task in tasks))


def _listed(values: Sequence[object]) -> str:
    return ",".join(map(str, values))
