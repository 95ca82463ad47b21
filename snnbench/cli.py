"""The command line: ``snnbench COMMAND --help`` says what each does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from snnbench import __version__
from snnbench.bench.command import bench
from snnbench.commands.init import init
from snnbench.commands.missing import NamesMissingExtras
from snnbench.commands.run import run
from snnbench.config.command import check
from snnbench.data.command import tasks
from snnbench.plan.pieces import pieces
from snnbench.report.compare import compare
from snnbench.report.findings import command as findings
from snnbench.report.variants import variants
from snnbench.runs.merge.command import merge
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
app.command()(compare)
app.command()(merge)
app.command()(variants)
app.command("findings", hidden=True)(findings)
app.command()(published)
app.command()(prove)
app.command()(check_certificate)


@app.command()
def report(
    run_dir: Annotated[Path, typer.Argument(help="Folder with a run's runs.parquet, tasks.csv, ...")],
    out: Annotated[Path | None, typer.Option(help="Where to write; by default the same folder.")] = None,
    drop_incomplete: Annotated[
        bool, typer.Option(help="Leave tasks that lack a method's result out of the statistics.")
    ] = False,
) -> None:
    """Make the tables, figures and report of a run from its rows."""
    from snnbench.report.build import build_report

    build_report(run_dir, out, drop_incomplete)
    typer.echo((out or run_dir).joinpath("summary.txt").read_text(encoding="utf-8"))
