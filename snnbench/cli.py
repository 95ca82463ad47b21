"""The command line: ``snnbench COMMAND --help`` says what each does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from snnbench.bench.command import bench
from snnbench.commands.init import init
from snnbench.commands.missing import NamesMissingExtras
from snnbench.commands.run import run
from snnbench.config.command import check
from snnbench.data.command import tasks
from snnbench.plan.pieces import pieces
from snnbench.report.compare import compare
from snnbench.runs.merge.command import merge
from snnbench.sections.audit.command import published
from snnbench.theory.command import check_certificate, prove
from snnbench.watch.commands import plan, watch

app = typer.Typer(
    cls=NamesMissingExtras,
    help="Reproduce the benchmarks of 'Self-Normalizing Neural Networks'.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
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
app.command()(published)
app.command()(prove)
app.command()(check_certificate)


@app.command()
def report(
    run_dir: Annotated[Path, typer.Argument(help="Folder with a run's runs.parquet, tasks.csv, ...")],
    out: Annotated[Path | None, typer.Option(help="Where to write; the same folder unless given.")] = None,
    drop_incomplete: Annotated[
        bool, typer.Option(help="Leave tasks that lack a method's result out of the statistics.")
    ] = False,
) -> None:
    """Make the tables, figures and report of a run from its rows."""
    from snnbench.report.build import build_report

    build_report(run_dir, out, drop_incomplete)
    typer.echo((out or run_dir).joinpath("summary.txt").read_text(encoding="utf-8"))
