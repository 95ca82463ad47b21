"""``snnbench merge``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def merge(
    pieces: Annotated[list[Path], typer.Argument(help="Folders of runs, such as results/reference-01.")],
    out: Annotated[Path, typer.Option(help="Folder of the merged run.")],
) -> None:
    """Join runs that computed pieces of one run, if they agree in all that decides a result."""
    from snnbench.runs.merge.merge import merge_runs

    try:
        runs = merge_runs(pieces, out)
    except (FileNotFoundError, ValueError) as error:
        typer.echo(f"not merged: {error}", err=True)
        raise typer.Exit(1) from None
    environment = json.loads((out / "environment.json").read_text(encoding="utf-8"))
    for line in environment.get("not_compared", ()):
        typer.echo(f"not compared: {line}", err=True)
    failed = int((runs["status"] != "ok").sum())
    typer.echo(
        f"{out}: {len(runs)} cells of {runs['task'].nunique()} tasks and {runs['method'].nunique()} methods"
        + (f", {failed} of them without a result" if failed else "")
    )
