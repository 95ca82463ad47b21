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
    """Show everything that is wrong with a config and its CSV files, and notes on these, without running it."""
    from snnbench.data.check import checked as checked_dataset

    checked = read_or_exit(config)
    found = {dataset.name: checked_dataset(dataset, checked.seed) for dataset in checked.datasets}
    for name, of_dataset in found.items():
        for note in of_dataset.notes:
            typer.echo(f"note on {name}: {note}")
    problems = [problem for of_dataset in found.values() for problem in of_dataset.problems]
    if problems:
        typer.echo(
            "\n".join([f"{number_of(len(problems), 'data set')} cannot be read as declared:", *problems]), err=True
        )
        raise typer.Exit(1)
    counted = f"{number_of(len(checked.tasks), 'task')}, {number_of(len(checked.methods), 'method')}"
    typer.echo(
        f"{' and '.join(map(str, config))} {'is' if len(config) == 1 else 'are'} fine: run '{checked.run}', {counted}"
    )
