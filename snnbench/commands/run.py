"""``snnbench run``: the workflow on a config, from a checkout or from an installed wheel."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from snnbench.commands.pipeline import pipeline_folder

HOW_MANY = ("-c", "--cores", "-j", "--jobs", "-e", "--executor", "--profile", "--workflow-profile")
"""Options of Snakemake that say how much runs at once."""


def run(
    config: Annotated[Path, typer.Argument(help="A config file.")],
    options: Annotated[list[str] | None, typer.Argument(help="After `--`: options and targets of snakemake.")] = None,
) -> None:
    """Run a config; results go to the folder `results` in the working directory. Needs the extra `workflow`."""
    if not config.is_file():
        typer.echo(f"no config file {config} (looked in {Path.cwd()})", err=True)
        raise typer.Exit(2)
    if importlib.util.find_spec("snakemake") is None:
        raise ModuleNotFoundError("No module named 'snakemake'", name="snakemake")
    command = [sys.executable, "-m", "snakemake", *snakemake_arguments(config, options or [])]
    sys.stdout.flush()
    # Snakemake takes this process over, so that Ctrl-C and a scheduler's signals reach it and nothing else.
    os.execv(sys.executable, command)


def snakemake_arguments(config: Path, options: Sequence[str]) -> list[str]:
    """Return what `snakemake` is called with.

    Parameters
    ----------
    config : Path
        A profile in ``profiles/default`` next to it is used, if there is one.
    options : sequence of str
        The user's own, which come last and win. Without one that says how much runs at once, all cores are used.
    """
    arguments = ["--snakefile", str(pipeline_folder() / "Snakefile"), "--configfile", str(config)]
    given = {option.partition("=")[0] for option in options}
    if not given.intersection(HOW_MANY) and not any(o[:2] in ("-c", "-j") and o[2:].isdigit() for o in options):
        arguments += ["--cores", "all"]
    profile = config.parent / "profiles" / "default"
    if profile.is_dir() and "--workflow-profile" not in given:
        arguments += ["--workflow-profile", str(profile)]
    return [*arguments, *options]
