"""``snnbench pieces``: the commands that compute a run piece by piece."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from snnbench.config.command import read_or_exit
from snnbench.pieces.cut import Piece, cut
from snnbench.words import number_of


def pieces(
    configfile: Annotated[
        list[Path], typer.Option(help="The config of the whole run; repeat it where later files override.")
    ],
    hours: Annotated[float, typer.Option(help="Longest wall time of a piece, as planned.", min=0.01)] = 2.0,
    cores: Annotated[int, typer.Option(help="Cores that a piece runs on.", min=1)] = os.cpu_count() or 1,
) -> None:
    """Print the commands that compute a long run in pieces, for ``snnbench merge``.

    The paper's protocol (the first fold and seed) comes first, and its networks before the other methods.
    """
    config = read_or_exit(configfile)
    found = cut(config, 3600 * hours * cores)
    total = sum(piece.seconds for piece in found) / 3600
    typer.echo(
        f"# {number_of(len(found), 'piece')} of {config.run}, {total:.1f} core-hours on the plan's nominal core."
    )
    # As many digits as the last number has, as the shell writes those of {01..NN}.
    width = max(2, len(str(len(found))))
    for number, piece in enumerate(found, start=1):
        counted = f"{number_of(len(piece.tasks), 'task')}, {number_of(len(piece.methods), 'method')}"
        typer.echo(f"# {counted}, {piece.seconds / 3600:.1f} core-hours")
        typer.echo(command(piece, configfile, f"{config.run}-{number:0{width}d}", cores))
    folders = f"results/{config.run}-{{{1:0{width}d}..{len(found):0{width}d}}}"
    typer.echo(f"# snnbench merge {folders} --out results/{config.run}")


def command(piece: Piece, files: Sequence[Path], run: str, cores: int) -> str:
    """Return the shell command that computes a piece's rows, without a report."""
    folds, repeats = (_listed(numbers or ()) for numbers in (piece.part.folds, piece.part.repeats))
    settings = [
        f"run={run}",
        f"tasks=[{_listed(piece.tasks)}]",
        f"methods=[{_listed(piece.methods)}]",
        f"part={{folds: [{folds}], repeats: [{repeats}]}}",
    ]
    words = [
        "snakemake",
        "--cores",
        str(cores),
        "--configfile",
        *map(str, files),
        "--config",
        *settings,
        "--",
        "collect",
    ]
    return shlex.join(words)


def _listed(values: Sequence[object]) -> str:
    return ",".join(map(str, values))
