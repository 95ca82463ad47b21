"""``snnbench check``, and reading a config at the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from snnbench.config.model import Config
from snnbench.words import number_of


def read_or_exit(files: Sequence[Path]) -> Config:
    """Return the config of some files, later ones overriding; if it has errors, show them all and end the command."""
    from snnbench.config.read import ConfigError, read_run

    try:
        return read_run(files)
    except ConfigError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None


def check(config: Annotated[list[Path], typer.Argument(help="Config files, later ones override.")]) -> None:
    """Show everything that is wrong with a config and the CSV files it names, without running it."""
    from snnbench.data.check import dataset_problems

    checked = read_or_exit(config)
    problems = [problem for dataset in checked.datasets for problem in dataset_problems(dataset)]
    if problems:
        typer.echo("\n".join([f"{len(problems)} of the data sets cannot be read as declared:", *problems]), err=True)
        raise typer.Exit(1)
    counted = f"{number_of(len(checked.tasks), 'task')}, {number_of(len(checked.methods), 'method')}"
    typer.echo(
        f"{' and '.join(map(str, config))} {'is' if len(config) == 1 else 'are'} fine: run '{checked.run}', {counted}"
    )
