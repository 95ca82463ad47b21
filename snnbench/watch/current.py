"""The run that this process conducts: the Snakefile says which, and the logger shows it.

Snakemake hands its log events to a logger plugin, but neither the config nor the plan. Both live in this process.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from snnbench.config.model import Config

_conducted: list[tuple[Config, int]] = []


def conduct(config: Config, cores: int | None) -> None:
    """Say what this process runs; the latest call counts."""
    _conducted[:] = [(config, cores or 1)]


def folder() -> Path | None:
    """Return the folder of the run, or None where the Snakefile has not said what runs."""
    return Path("results", _conducted[0][0].run) if _conducted else None


def announcement() -> list[str]:
    """Return what the run will take, in lines; none where the Snakefile has not said what runs."""
    from snnbench.watch.announcement import announce

    return announce(*_conducted[0])[0] if _conducted else []


def start(again: Collection[tuple[str, str]]) -> list[str]:
    """Write the run's plan for those who watch it, and return what it will take, in lines.

    Parameters
    ----------
    again : collection of (task, method)
        Cells that are computed in this call although their files may be there.
    """
    from snnbench.watch.announcement import announce
    from snnbench.watch.plan_file import write_plan

    config, cores = _conducted[0]
    lines, cells = announce(config, cores, again)
    write_plan(Path("results", config.run), cells, cores)
    return lines
