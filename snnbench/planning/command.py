"""``snnbench plan``: what a run will take, before anything runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from snnbench.config import Config
from snnbench.data.catalog import catalog
from snnbench.methods import METHODS
from snnbench.read_config import ConfigError, read_config_file

BYTES_A_TRIAL = 900
"""Of disk: a row in the cell's file, in the store and in trials.parquet."""


def cell_table(config: Config) -> pd.DataFrame:
    """Return the estimate of every cell that can be estimated in advance.

    Returns
    -------
    DataFrame
        Columns of :class:`snnbench.planning.estimate.CellEstimate`.
    """
    from snnbench.planning.estimate import estimate_cell

    tasks = [catalog()[name] for name in config.tasks if name in catalog()]
    return pd.DataFrame(
        [
            estimate_cell(task, method, config)
            for task in tasks
            if task.features
            for method in config.methods_on(task.suite)
            if method in METHODS
        ]
    )


def correction(cells: pd.DataFrame, run: Path) -> tuple[float, int]:
    """Return how many times longer finished cells took than estimated, and how many there are.

    Parameters
    ----------
    cells : DataFrame
        Of :func:`cell_table`.
    run : Path
        The run's folder. The processor time that cells recorded is taken, as the wall time of a job says
        little where it shared its core or found its cells in the store.
    """
    took, estimated = 0.0, 0.0
    finished = 0
    for cell in cells.itertuples():
        file = run / "cells" / cell.task / f"{cell.method}.parquet"
        if file.is_file():
            took += pd.read_parquet(file, columns=["seconds"])["seconds"].sum()
            estimated += cell.seconds
            finished += 1
    return (took / estimated if took and estimated else 1.0), finished


def _start_seconds() -> float:
    """Return how long a process takes before it computes anything."""
    times = []
    for _ in range(2):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import snnbench.cell"], check=True)
        times.append(time.perf_counter() - started)
    return statistics.mean(times) + 0.3


def plan(
    configfile: Annotated[Path, typer.Option(help="The config to plan.")],
    cores: Annotated[int, typer.Option(help="Cores the wall time is estimated for.", min=1)] = os.cpu_count() or 1,
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
    factor, finished = correction(cells, Path("results") / config.run)
    cells["seconds"] *= factor
    small = {name for name in cells["task"] if catalog()[name].rows < config.process_per_method_from_rows}
    cells["job"] = [
        task if task in small else f"{task}/{method}"
        for task, method in zip(cells["task"], cells["method"], strict=True)
    ]
    start = _start_seconds()
    typer.echo("suite     cells     nets  core-hours  wall hours  peak MB  disk MB")
    parts = [*cells.groupby("suite", sort=False), ("all", cells)]
    for suite, part in parts:
        jobs = part.groupby("job")["seconds"].sum() + start
        seconds = jobs.sum() + start * part["task"].nunique()
        wall = max(seconds / cores, jobs.max())
        disk = part["nets"].sum() * BYTES_A_TRIAL / 2**20
        typer.echo(
            f"{suite:8} {len(part):6d} {part['nets'].sum():8d} {seconds / 3600:11.2f} {wall / 3600:11.2f} "
            f"{part['megabytes'].max():8.0f} {disk:8.1f}"
        )
    typer.echo(f"wall hours: on {cores} cores. GPU-hours: not estimated, as no GPU has been measured.")
    if finished:
        typer.echo(f"Corrected by {finished} finished cells of this run, which took {factor:.2f} times the estimate.")
    unknown = [name for name in (*config.tasks, *config.methods) if name not in catalog() and name not in METHODS]
    if unknown:
        typer.echo(f"Not included, since nothing is known of them in advance: {', '.join(unknown)}")
