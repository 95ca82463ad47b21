"""Cutting a long run into pieces, each a run of its own, that ``snnbench merge`` joins."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from snnbench.config.command import read_or_exit
from snnbench.config.model import Config
from snnbench.data.replication import Part
from snnbench.plan.counted import Planner
from snnbench.plan.sizes import TaskSize, size_of


@dataclass(frozen=True)
class Piece:
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

    def command(self, file: Path, run: str, cores: int) -> str:
        """Return the shell command that computes the piece's rows, without a report."""
        folds, repeats = (_listed(numbers or ()) for numbers in (self.part.folds, self.part.repeats))
        settings = [
            f"run={run}",
            f"tasks=[{_listed(self.tasks)}]",
            f"methods=[{_listed(self.methods)}]",
            f"part={{folds: [{folds}], repeats: [{repeats}]}}",
        ]
        words = ["snakemake", "--cores", str(cores), "--configfile", str(file), "--config", *settings, "--", "collect"]
        return shlex.join(words)


def cut(config: Config, seconds: float) -> list[Piece]:
    """Cut a run into pieces: the first seed and fold first, the tasks that take least time first.

    Parameters
    ----------
    config : Config
        Of the whole run.
    seconds : float
        Most processor time of a piece. A task that takes longer is a piece of its own.
    """
    sizes = [size_of(name, config) for name in config.tasks]
    return [piece for part in _parts(config, sizes) for piece in _pieces_of(config, part, sizes, seconds)]


def _parts(config: Config, sizes: Sequence[TaskSize]) -> Iterator[Part]:
    """Yield the parts of a run in their order: per repeat the first fold, then the others."""
    repeats = {
        r for task in sizes for method in config.methods for r in config.repeats_of(task.suite, task.rows, method)
    }
    folds = sorted({split for task in sizes for split in config.splits_of(task.suite, task.rows, task.splits)})
    for repeat in sorted(repeats):
        for some in (folds[:1], folds[1:]):
            if some:
                yield Part(folds=tuple(some), repeats=(repeat,))


def _pieces_of(config: Config, part: Part, sizes: Sequence[TaskSize], seconds: float) -> Iterator[Piece]:
    """Yield a part's pieces, each filled up to its bound with tasks in rising order of time."""
    planner = Planner(config.model_copy(update={"part": part}))
    per_cell = {
        (task.name, method): planner.counts(task, method).seconds
        for task in sizes
        for method in config.methods_on(task.suite)
    }
    methods = tuple(name for name in config.methods if any(per_cell.get((task.name, name)) for task in sizes))
    per_task = {task.name: sum(per_cell.get((task.name, name), 0.0) for name in methods) for task in sizes}
    tasks: list[str] = []
    for name in sorted((name for name, cost in per_task.items() if cost > 0), key=lambda name: (per_task[name], name)):
        if tasks and _sum(per_task, [*tasks, name]) > seconds:
            yield Piece(part, methods, tuple(tasks), _sum(per_task, tasks))
            tasks = []
        tasks.append(name)
    if tasks:
        yield Piece(part, methods, tuple(tasks), _sum(per_task, tasks))


def _sum(costs: Mapping[str, float], names: Sequence[str]) -> float:
    return sum(costs[name] for name in names)


def _listed(values: Sequence[object]) -> str:
    return ",".join(map(str, values))


def pieces(
    configfile: Annotated[Path, typer.Option(help="The config of the whole run.")],
    hours: Annotated[float, typer.Option(help="Longest wall time of a piece, as planned.", min=0.01)] = 2.0,
    cores: Annotated[int, typer.Option(help="Cores that a piece runs on.", min=1)] = os.cpu_count() or 1,
) -> None:
    """Print the commands that compute a long run in pieces, the paper's protocol first, for ``snnbench merge``."""
    config = read_or_exit(configfile)
    found = cut(config, 3600 * hours * cores)
    total = sum(piece.seconds for piece in found) / 3600
    typer.echo(f"# {len(found)} pieces of {configfile}, {total:.1f} core-hours on the plan's nominal core.")
    for number, piece in enumerate(found, start=1):
        typer.echo(f"# {len(piece.tasks)} tasks, {piece.seconds / 3600:.1f} core-hours")
        typer.echo(piece.command(configfile, f"{config.run}-{number:02d}", cores))
    folders = f"results/{config.run}-{{01..{len(found):02d}}}"
    typer.echo(f"# snnbench merge {folders} --out results/{config.run}")
