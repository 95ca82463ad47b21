"""``snnbench plan``: what a run will take, before anything runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from snnbench.config.command import read_or_exit
from snnbench.config.model import Config


def plan(
    configfile: Annotated[Path, typer.Option(help="The config to plan.")],
    cores: Annotated[int, typer.Option(help="Cores the wall time is forecast for.", min=1)] = os.cpu_count() or 1,
    against: Annotated[
        Path | None, typer.Option(help="Folder of a run of this config: shows its finished cells next to the forecast.")
    ] = None,
) -> None:
    """Say what a run will take: cells, settings, time as a range, memory, disk.

    Finished cells of the run count; methods without any are timed for some seconds.
    """
    from snnbench.plan.announcement import forecast, lines, table
    from snnbench.plan.finished import comparable, comparison

    config = read_or_exit(configfile)
    if against is not None:
        # The cells of that run are the truth here, and may not be known to the forecast.
        cells = forecast(config, results=Path(os.devnull))
        typer.echo(comparison(comparable(cells, [against])))
        return
    cells = forecast(config)
    typer.echo("\n".join(lines(config, cells, cores)))
    typer.echo("\n".join(["", *table(cells, cores)]))
    typer.echo("Not included: downloads, figures, tables, the report and the theory, which take some minutes.")
    gpu = gpu_hours(config)
    if gpu is not None:
        typer.echo(f"The networks take {gpu:.2f} hours on one GPU instead.")
    own = len(set(config.tasks) & set(config.datasets_by_name))
    if own:
        sets = "1 data set of your own: its size is" if own == 1 else f"{own:,} data sets of your own: their sizes are"
        typer.echo(f"{sets} estimated, with two classes.")


def gpu_hours(config: Config) -> float | None:
    """Return the hours that the config's networks take on one GPU, or None where there is none or it is excluded."""
    import torch

    from snnbench.nets.architectures import ARCHITECTURES
    from snnbench.plan.forecast import cell_table
    from snnbench.plan.timed import times_longer

    if config.device == "cpu" or not torch.cuda.is_available():
        return None
    cells = cell_table(config)
    hours = 0.0
    for method, part in cells[cells["method"].isin(list(ARCHITECTURES))].groupby("method"):
        settings = config.grid_of(part["suite"].iloc[0], method)
        hours += part["counted"].sum() * times_longer(method, settings, "cuda") / 3600
    return hours
