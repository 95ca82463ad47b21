"""What a run will take, in a few lines: shown by ``snnbench plan``, before the first job, and by a dry run."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Sequence

import pandas as pd

from snnbench.config.model import Config
from snnbench.methods.registry import NETS
from snnbench.plan.forecast import Span, total
from snnbench.runs.batches import TASKS_PER_GROUP, CellName, batches_of_cells
from snnbench.watch.durations import duration
from snnbench.watch.machine import LONG, TIMING_SECONDS_ON_GPU, forecast, times_longer
from snnbench.words import number_of

BYTES_PER_CELL, BYTES_PER_SETTING, BYTES_PER_VALUE = 3 * 5500, 4 * 40, 4
"""Of disk: a cell has three files (its own, the store's, its job's) with a row per setting, as has trials.parquet."""
SMALLER, SMALLER_FROM = ("demo", "quick", "smoke"), 24 * 3600
SMALLER_START = "--configfile configs/quick.yaml (hours) or configs/demo.yaml (a minute)"
"""What is offered where a run takes longer than a day on one core, but for these runs."""
JOB_SECONDS, CELL_SECONDS, REPORT_SECONDS, THEORY_SECONDS = 6.0, 0.03, 20.0, 45.0
"""Processor seconds of the start of a job and of a cell, of the report with what comes before it, and of the theory."""
BUSY = 0.75
"""Load from which a machine may be called busy."""
SOME_SECONDS = 10
"""Below, a range of seconds says more than anybody can know."""


def announce(config: Config, cores: int, again: Collection[tuple[str, str]] = ()) -> tuple[list[str], pd.DataFrame]:
    """Return what a run will take, in lines, and its cells.

    On a run that may be long this machine is timed for some seconds.

    Parameters
    ----------
    config : Config
    cores : int
    again : collection of (task, method)
        Cells that are computed although their files may be there.
    """
    cells = forecast(config, measure=None)
    cells["done"] &= ~pd.MultiIndex.from_frame(cells[["task", "method"]]).isin(list(again))
    said, hours = lines(config, cells, cores), None
    if cells["counted"].sum() > LONG:
        hours = gpu_hours(config, cells[~cells["done"]])
    return said + ([] if hours is None else [f"on one GPU the networks take {hours:.2f} hours instead"]), cells


def lines(config: Config, cells: pd.DataFrame, cores: int) -> list[str]:
    """Return what is said of a run before it starts.

    Parameters
    ----------
    config : Config
    cells : DataFrame
        Of :func:`snnbench.watch.machine.forecast`.
    cores : int
    """
    left = cells[~cells["done"]]
    tasks, done = cells["task"].nunique(), len(cells) - len(left)
    finished = f", {done:,} of them finished" if done else ""
    if not len(left):
        return [f"run '{config.run}': nothing is left to do, {number_of(len(cells), 'cell')} finished"]
    sizes = number_of(tasks, "task"), number_of(len(config.methods), "method"), number_of(len(cells), "cell")
    said = [
        f"run '{config.run}': {', '.join(sizes)}{finished}",
        f"{number_of(left['settings'].sum(), 'setting')} to try, {left['steps'].sum():.1e} gradient steps, "
        f"{left['operations'].sum():.1e} floating-point operations of nets",
    ]
    span = total(left)
    together = f"{_range(wall(left, span, cores))} on {cores} cores, " if cores > 1 else ""
    short = span.high < SOME_SECONDS
    said.append(f"time of the cells: {'some seconds' if short else f'{together}{_range(span)} on one core'}")
    said.append(f"and {duration(around(config, cells))} for starting processes, tables, figures and proofs")
    said.append(f"memory: at most {cells['megabytes'].max():,.0f} MB per job; disk: {disk_megabytes(cells):,.0f} MB")
    if config.subset_of:
        said.append(f"a subset of '{config.subset_of}': it has a folder of its own, results/{config.run}")
    if span.middle > SMALLER_FROM and config.run not in SMALLER:
        said.append(f"a smaller start: {SMALLER_START}")
    load, here = load_average(), os.cpu_count() or 1
    if load >= BUSY and here - load < cores:
        said.append(f"this machine is busy (load {load:.1f} on {here} cores): it will take longer")
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


def gpu_hours(config: Config, cells: pd.DataFrame) -> float | None:
    """Return the hours that the networks take on one GPU, or None without one or if they cannot be timed on it."""
    if config.device == "cpu":
        return None
    import torch

    nets = cells[cells["method"].isin(NETS)]
    if not torch.cuda.is_available() or nets.empty:
        return None
    longer = times_longer(config, nets, "cuda", TIMING_SECONDS_ON_GPU)
    if not set(nets["method"]) <= set(longer):
        return None
    return float((nets["counted"] * nets["method"].map(longer)).sum()) / 3600


def load_average() -> float:
    """Return the load of the last minute: processes that run or want to."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def around(config: Config, cells: pd.DataFrame) -> float:
    """Return a rough estimate of the processor seconds that a run takes besides its cells.

    Parameters
    ----------
    config : Config
    cells : DataFrame
        Every cell of the config, finished ones too: with which cells they share a job decides how many jobs there are.
    """
    names = list(map(CellName, cells["task"], cells["method"]))
    counted, done = dict(zip(names, cells["counted"], strict=True)), dict(zip(names, cells["done"], strict=True))
    suites = dict(zip(cells["task"], cells["suite"], strict=True))
    batches = batches_of_cells(config, suites.__getitem__, counted.__getitem__)
    jobs = sum(not all(map(done.__getitem__, batch)) for batch in batches.values())
    left = cells[~cells["done"]]
    jobs += math.ceil(left["task"].nunique() / TASKS_PER_GROUP)
    theory = THEORY_SECONDS * config.theory.enabled
    return JOB_SECONDS * jobs + CELL_SECONDS * len(left) + REPORT_SECONDS + theory


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
