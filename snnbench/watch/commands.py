"""``snnbench plan`` and ``snnbench watch``: what a run will take, and how far it is."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from snnbench.config.command import read_or_exit
from snnbench.words import number_of


def plan(
    configfile: Annotated[list[Path], typer.Option(help="The config to plan; repeat it where later files override.")],
    cores: Annotated[int, typer.Option(help="Cores the wall time is forecast for.", min=1)] = os.cpu_count() or 1,
    against: Annotated[
        Path | None, typer.Option(help="Folder of a run of this config: shows its finished cells next to the forecast.")
    ] = None,
) -> None:
    """Say what a run will take: cells, settings, time as a range, memory, disk.

    Finished cells of the run count; methods without any are timed for some seconds.
    """
    from snnbench.plan.finished import finished_cells
    from snnbench.watch.announcement import gpu_hours, lines, table
    from snnbench.watch.comparison import comparison
    from snnbench.watch.machine import forecast

    config = read_or_exit(configfile)
    if against is not None:
        # The cells of that run are the truth here, and may not be known to the forecast.
        cells = forecast(config, results=Path(os.devnull))
        typer.echo(comparison(finished_cells(cells, against)))
        return
    cells = forecast(config)
    typer.echo("\n".join(lines(config, cells, cores)))
    typer.echo("\n".join(["", *table(cells, cores)]))
    hours = gpu_hours(config, cells)
    if hours is not None:
        typer.echo(f"On one GPU the networks take {hours:.2f} hours instead.")
    own = len(set(config.tasks) & set(config.datasets_by_name))
    if own:
        sets = f"{number_of(own, 'data set')} of your own: {'its size is' if own == 1 else 'their sizes are'}"
        typer.echo(f"{sets} estimated, with two classes.")


def watch(
    run: Annotated[Path, typer.Argument(help="Folder of a run that was started, such as results/quick.")],
    every: Annotated[float, typer.Option(help="Seconds between two looks.", min=1)] = 10,
    once: Annotated[bool, typer.Option(help="Look once and end.")] = False,
) -> None:
    """Show how far a run is and how long it still takes; it may run elsewhere, such as on a cluster."""
    from snnbench.watch.display import Display
    from snnbench.watch.progress import RunWatch

    try:
        watched = RunWatch(run)
    except FileNotFoundError:
        typer.echo(f"{run} holds no run that was started: it has no file state/plan.parquet", err=True)
        raise typer.Exit(1) from None
    display = Display()
    while True:
        progress = watched.progress()
        if once:
            typer.echo("\n".join([str(progress), *(f"  {cell}" for cell in watched.running())]))
            return
        finished = progress.done == progress.cells
        display.show(str(progress), watched.running(), final=finished)
        if finished:
            break
        time.sleep(every)
    display.end()
