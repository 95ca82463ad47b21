"""The command line: ``snnbench COMMAND --help`` says what each does."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Reproduce the benchmarks of 'Self-Normalizing Neural Networks'.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
