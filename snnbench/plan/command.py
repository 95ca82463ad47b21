"""``snnbench plan``: what a run will take, before anything runs."""

from __future__ import annotations

import heapq
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from snnbench.config.model import Config
from snnbench.config.read import ConfigError, read_config_file
from snnbench.data.catalog import catalog
from snnbench.methods.registry import METHODS, NETS
from snnbench.plan.finished import beside_estimate, comparison, finished_cells

BYTES_A_CELL, BYTES_A_TRIAL, BYTES_A_VALUE = 3 * 5500, 4 * 40, 4
"""Of disk: a cell has three files (its own, the store's, its job's) with a row a trial, as has trials.parquet."""


def cell_table(config: Config, device: str = "cpu") -> pd.DataFrame:
    """Return the estimate of every cell that can be estimated in advance; on a GPU, of the nets' cells.

    Returns
    -------
    DataFrame
        Columns of :class:`snnbench.plan.estimate.CellEstimate`.
    """
    from snnbench.plan.estimate import estimate_cell

    tasks = [catalog()[name] for name in config.tasks if name in catalog()]
    known = METHODS if device == "cpu" else NETS
    return pd.DataFrame(
        [
            estimate_cell(task, method, config, device)
            for task in tasks
            if task.features
            for method in config.methods_on(task.suite)
            if method in known
        ]
    )


def gpu_seconds(config: Config) -> pd.Series | None:
    """Return the seconds that the nets of each suite take on a GPU, or None where there is none."""
    import torch

    if config.device == "cpu" or not torch.cuda.is_available():
        return None
    cells = cell_table(config, "cuda")
    return cells.groupby("suite")["seconds"].sum() if len(cells) else None


def correction(cells: pd.DataFrame, both: pd.DataFrame) -> pd.Series:
    """Return by what to multiply each cell's estimate: as many times longer as finished ones took.

    Parameters
    ----------
    cells : DataFrame
        Of :func:`cell_table`.
    both : DataFrame
        The finished ones, of :func:`snnbench.plan.finished.beside_estimate`.

    Returns
    -------
    Series
        One factor a cell. A method that has no finished cell takes the factor of all nets, or of all others.
    """

    def times_longer(by: pd.Series) -> pd.Series:
        sums = both.groupby(by)[["seconds", "seconds_taken"]].sum()
        return sums["seconds_taken"] / sums["seconds"]

    own = cells["method"].map(times_longer(both["method"]))
    of_kind = cells["method"].isin(NETS).map(times_longer(both["method"].isin(NETS)))
    return own.fillna(of_kind).fillna(1.0).astype(float)


def makespan(seconds: Iterable[float], cores: int) -> float:
    """Return when the last of some jobs ends if a core that is free takes the next one, the longest first."""
    free = [0.0] * cores
    for job in sorted(seconds, reverse=True):
        heapq.heapreplace(free, free[0] + job)
    return max(free)


def disk_megabytes(cells: pd.DataFrame) -> float:
    """Return what cells leave on the disk, with their tasks' files, without figures and reports."""
    tasks = [catalog()[name] for name in cells["task"].unique()]
    values = sum(task.rows * ((task.features or 1) + 2) for task in tasks)
    return (len(cells) * BYTES_A_CELL + cells["nets"].sum() * BYTES_A_TRIAL + values * BYTES_A_VALUE) / 2**20


_START = "import snnbench.runs.cell; from snnbench.nets.compiled_kernels import load_kernels; load_kernels()"
_SCRIPT_SECONDS = 0.3
"""That Snakemake takes to hand a job to its script."""


def _start_seconds() -> float:
    """Return the processor seconds that a job takes before it computes anything."""
    before = os.times()
    subprocess.run([sys.executable, "-c", _START], check=True)
    after = os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return spent + _SCRIPT_SECONDS


def plan(
    configfile: Annotated[Path, typer.Option(help="The config to plan.")],
    cores: Annotated[int, typer.Option(help="Cores the wall time is estimated for.", min=1)] = os.cpu_count() or 1,
    against: Annotated[
        Path | None, typer.Option(help="Folder of a run of this config: shows its finished cells beside the estimate.")
    ] = None,
) -> None:
    """Say what a run will take: cells, nets, core-hours, wall time, memory, disk.

    Measures this machine for some seconds; finished cells of the run correct the estimate.
    """
    try:
        config = read_config_file(configfile)
    except ConfigError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    cells = cell_table(config)
    if cells.empty:
        typer.echo("No task of this config can be estimated in advance.")
        raise typer.Exit
    if against is not None:
        typer.echo(comparison(beside_estimate(cells, finished_cells(against))))
        raise typer.Exit
    on_gpu = gpu_seconds(config)
    finished = beside_estimate(cells, finished_cells(Path("results") / config.run))
    if on_gpu is not None:
        # Their seconds are a GPU's.
        finished = finished[~finished["method"].isin(NETS)]
    uncorrected = cells["seconds"].sum()
    cells["seconds"] *= correction(cells, finished)
    small = {name for name in cells["task"] if catalog()[name].rows < config.process_per_method_from_rows}
    cells["job"] = [
        task if task in small else f"{task}/{method}"
        for task, method in zip(cells["task"], cells["method"], strict=True)
    ]
    start = _start_seconds()
    typer.echo("suite     cells     nets  core-hours  wall hours  GPU-hours  peak MB  disk MB")
    parts = [*cells.groupby("suite", sort=False), ("all", cells)]
    for suite, part in parts:
        jobs = part.groupby("job")["seconds"].sum() + start
        # Reading a task is a job of its own.
        reading = [start] * part["task"].nunique()
        seconds, wall = jobs.sum() + sum(reading), makespan([*jobs, *reading], cores)
        disk = disk_megabytes(part)
        gpu = "-" if on_gpu is None else f"{on_gpu[part['suite'].unique()].sum() / 3600:.2f}"
        typer.echo(
            f"{suite:8} {len(part):6d} {part['nets'].sum():8d} {seconds / 3600:11.2f} {wall / 3600:11.2f} "
            f"{gpu:>10} {part['megabytes'].max():8.0f} {disk:8.1f}"
        )
    typer.echo(
        f"core-hours and wall hours: with nets on the CPU too, on {cores} cores. GPU-hours: of the nets on one GPU"
        + ("; torch sees none here, or the config excludes it." if on_gpu is None else " as measured here.")
    )
    typer.echo("Not included: figures, tables, the report and the theory, which take some minutes.")
    if len(finished):
        factor = cells["seconds"].sum() / uncorrected
        typer.echo(
            f"Corrected by {len(finished)} finished cells of this run, method by method: {factor:.2f} times in all."
        )
    unknown = [name for name in (*config.tasks, *config.methods) if name not in catalog() and name not in METHODS]
    if unknown:
        typer.echo(f"Not included, since nothing is known of them in advance: {', '.join(unknown)}")
