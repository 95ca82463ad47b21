"""The command line: ``snnbench COMMAND --help`` says what each does."""

from __future__ import annotations

from typing import Annotated

import typer

from snnbench import __version__
from snnbench.bench.command import bench
from snnbench.commands.init import init
from snnbench.commands.missing import NamesMissingExtras
from snnbench.commands.run import run
from snnbench.config.command import check
from snnbench.data.command import tasks
from snnbench.findings.command import findings
from snnbench.pieces.command import pieces
from snnbench.report.commands import compare, report, variants
from snnbench.runs.merge.command import merge
from snnbench.searches.command import searches
from snnbench.sections.audit.command import published
from snnbench.theory.command import check_certificate, prove
from snnbench.watch.commands import plan, watch

app = typer.Typer(
    cls=NamesMissingExtras,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"snnbench {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Reproduce the benchmarks of 'Self-Normalizing Neural Networks', or run them on data and methods of your own.

    Start with `snnbench check CONFIG`, `snnbench plan --configfile CONFIG` and `snnbench run CONFIG`; follow a run with
    `snnbench watch results/NAME`. `snnbench --install-completion` completes commands with the Tab key.
    """


app.command()(init)
app.command()(run)
app.command()(tasks)
app.command()(check)
app.command()(bench)
app.command()(plan)
app.command()(watch)
app.command()(pieces)
app.command()(report)
app.command()(compare)
app.command()(merge)
app.command()(variants)
app.command()(searches)
app.command()(findings)
app.command()(published)
app.command()(prove)
app.command()(check_certificate)
