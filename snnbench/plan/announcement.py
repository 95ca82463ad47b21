"""What a run will take, in a few lines: shown by ``snnbench plan``, before the first job, and by a dry run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from snnbench.config.model import Config
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.plan.finished import comparable
from snnbench.plan.forecast import Span, cell_table, factors, ranges, total

BYTES_PER_CELL, BYTES_PER_SETTING, BYTES_PER_VALUE = 3 * 5500, 4 * 40, 4
"""Of disk: a cell has three files (its own, the store's, its job's) with a row per setting, as has trials.parquet."""
REFERENCE = Path("results/reference")
"""Folder of finished runs that tell how long cells of the same grids took elsewhere."""
LONG = 600
"""Seconds on the nominal core from which on this machine is timed."""


def forecast(config: Config, results: Path = Path("results"), measure: bool = True) -> pd.DataFrame:
    """Return every cell with its expected seconds on this machine.

    Parameters
    ----------
    config : Config
    results : Path
        With the folder of the run, whose finished cells count.
    measure : bool
        Time one stack or fit of each method of which too few cells are finished; some seconds in all.

    Returns
    -------
    DataFrame
        Of :func:`snnbench.plan.forecast.ranges`.
    """
    cells = cell_table(config)
    here = comparable(cells, [results / config.run])
    reference = comparable(cells, sorted(path.parent for path in REFERENCE.glob("*/trials.parquet")))
    # Networks of reference runs may have trained on GPUs or by older code.
    reference = reference[~reference["method"].isin(list(ARCHITECTURES))]

    def timed(method: str) -> float | None:
        from snnbench.methods.baselines import BASELINES
        from snnbench.plan.timed import times_longer

        if not measure or (method not in ARCHITECTURES and method not in BASELINES):
            return None
        return times_longer(method, config.grid_of(cells.loc[cells["method"] == method, "suite"].iloc[0], method))

    return ranges(cells, factors(cells, here, reference, timed), here)


def lines(config: Config, cells: pd.DataFrame, cores: int) -> list[str]:
    """Return what is said of a run before it starts.

    Parameters
    ----------
    config : Config
    cells : DataFrame
        Of :func:`forecast`.
    cores : int
    """
    left = cells[~cells["done"]]
    tasks, done = cells["task"].nunique(), len(cells) - len(left)
    finished = f", {done:,} of them finished" if done else ""
    said = [
        f"run '{config.run}': {tasks:,} tasks x {len(config.methods)} methods = {len(cells):,} cells{finished}",
        f"{left['settings'].sum():,} settings to try, {left['steps'].sum():.1e} gradient steps, "
        f"{left['operations'].sum():.1e} floating-point operations of nets",
    ]
    if len(left):
        span = total(left)
        said.append(f"time: {_range(wall(left, span, cores))} on {cores} cores ({_range(span)} on one)")
    said.append(f"memory: at most {cells['megabytes'].max():,.0f} MB per job; disk: {disk_megabytes(cells):,.0f} MB")
    if (busy := busy_cores()) > 0.5:
        said.append(f"this machine is busy (load {busy:.1f} on {os.cpu_count()} cores): it may take longer")
    return said


def wall(cells: pd.DataFrame, span: Span, cores: int) -> Span:
    """Return when the last cell ends on some cores: all share the work, and the longest cell needs its own time."""
    longest = total(cells.nlargest(1, "seconds"))
    return Span(*(max(all_ / cores, one) for all_, one in zip(span, longest, strict=True)))


def disk_megabytes(cells: pd.DataFrame) -> float:
    """Return what cells leave on the disk, with their tasks' files, without figures and reports."""
    values = cells.drop_duplicates("task")["values"].sum()
    bytes_ = len(cells) * BYTES_PER_CELL + cells["settings"].sum() * BYTES_PER_SETTING + values * BYTES_PER_VALUE
    return float(bytes_) / 2**20


def busy_cores() -> float:
    """Return the load of the last minute, in processes that want a core."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def duration(seconds: float) -> str:
    """Return seconds as a person says them: ``40 s``, ``12 min``, ``1 h 20 min``, ``3.5 days``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, minutes = divmod(minutes, 60)
        return f"{hours} h {minutes:02} min" if hours < 10 else f"{round(hours + minutes / 60)} h"
    days = minutes / (24 * 60)
    return f"{days:.1f} days" if days < 10 else f"{days:,.0f} days"


def _range(span: Span) -> str:
    low, middle, high = map(duration, span)
    return f"{middle} ({low} to {high})"


def table(cells: pd.DataFrame, cores: int) -> Sequence[str]:
    """Return one line per suite: cells, settings, hours on one core and on all, memory and disk."""
    shown = ["suite     cells  settings  core-hours (low to high)   wall hours (low to high)   peak MB  disk MB"]
    for name, part in [*cells.groupby("suite", sort=False), ("all", cells)]:
        span = total(part)
        hours = [
            f"{s.middle / 3600:8.2f} ({s.low / 3600:.2f} to {s.high / 3600:.2f})"
            for s in (span, wall(part, span, cores))
        ]
        shown.append(
            f"{name:8} {len(part):6,d} {part['settings'].sum():9,d}  {hours[0]:25}  {hours[1]:25} "
            f"{part['megabytes'].max():9,.0f} {disk_megabytes(part):8,.1f}"
        )
    return shown
