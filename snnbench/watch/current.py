"""The run that this process conducts: the Snakefile says which, and the logger shows it.

Snakemake hands its log events to a logger plugin, but neither the config nor the jobs. Both live in this process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple

from snnbench.config.model import Config

Cells = Collection[tuple[str, str]]
"""(task, method) of some cells."""


class Conducted(NamedTuple):
    """What one call of Snakemake runs.

    Attributes
    ----------
    config : Config
    cores : int
    cells : callable
        Returns the cells that the jobs of this call compute, although their files may be there; known once Snakemake
        has built its graph of jobs.
    """

    config: Config
    cores: int
    cells: Callable[[], Cells]


_conducted: list[Conducted] = []
_finish: list[Callable[[], None]] = []


def conduct(config: Config, cores: int | None, cells: Callable[[], Cells]) -> None:
    """Say what this process runs; the latest call counts."""
    _conducted[:] = [Conducted(config, cores or 1, cells)]


def folder() -> Path | None:
    """Return the folder of the run, or None where the Snakefile has not said what runs."""
    return Path("results", _conducted[0].config.run) if _conducted else None


def announcement() -> list[str]:
    """Return what the run will take, in lines; none where the Snakefile has not said what runs."""
    from snnbench.watch.announcement import announce

    return announce(*_conducted[0][:2], _conducted[0].cells())[0] if _conducted else []


def before_the_end(finish: Callable[[], None]) -> None:
    """Have something done before the end of the run is told, such as leaving the lines that show its progress."""
    _finish[:] = [finish]


def end() -> None:
    """Prepare the terminal for what is told at the end of the run."""
    for finish in _finish:
        finish()


def start() -> list[str]:
    """Write the run's plan for those who watch it, and return what it will take, in lines."""
    from snnbench.watch.announcement import announce
    from snnbench.watch.plan_file import write_plan

    config, cores, cells_of_this_call = _conducted[0]
    lines, cells = announce(config, cores, cells_of_this_call())
    write_plan(Path("results", config.run), cells, cores)
    return lines
