"""``snnbench init``: a folder to start a benchmark of one's own from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from snnbench.commands.pipeline import pipeline_folder


def init(folder: Annotated[Path, typer.Argument(help="Folder to make; must not exist, or be empty.")]) -> None:
    """Start a benchmark: a folder with a config, an example data set and a profile."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        typer.echo(f"{folder} exists and is not an empty folder; name another one", err=True)
        raise typer.Exit(1)
    pipeline = pipeline_folder()
    shutil.copytree(pipeline / "config", folder, dirs_exist_ok=True)
    shutil.copytree(pipeline / "profiles", folder / "profiles")
    typer.echo(
        f"{folder} holds config.yaml (what to run), flowers.csv (an example data set) and profiles/ (how to run).\n"
        f"Run it:  snnbench run {folder / 'config.yaml'} -- --cores all"
    )
