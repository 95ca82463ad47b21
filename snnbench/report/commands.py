"""``snnbench report``, ``compare`` and ``variants``: what reads the rows of finished runs.

Imports stand in the functions, so that ``snnbench --help`` loads neither pandas nor SciPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer


@contextmanager
def errors_in_one_line(what_is_missing: str) -> Iterator[None]:
    """End the command with one line where a folder is no run's, or its rows do not suffice."""
    from snnbench.data.errors import DataError
    from snnbench.stats.matrix import IncompleteMatrix

    try:
        yield
    except IncompleteMatrix as error:
        typer.echo(f"{what_is_missing}: {error} Or give the option --drop-incomplete.", err=True)
    except (ValueError, DataError, FileNotFoundError) as error:
        typer.echo(f"{what_is_missing}: {error}", err=True)
    else:
        return
    raise typer.Exit(1)


def report(
    run_dir: Annotated[Path, typer.Argument(help="Folder with a run's runs.parquet, tasks.csv, ...")],
    out: Annotated[Path | None, typer.Option(help="Where to write; by default the same folder.")] = None,
    drop_incomplete: Annotated[
        bool | None,
        typer.Option(
            "--drop-incomplete/--refuse-incomplete",
            help="Leave tasks that lack a method's result out of the statistics; by default as the run's config says.",
        ),
    ] = None,
) -> None:
    """Make the tables, figures and report of a run from its rows."""
    from snnbench.report.build import build_report

    with errors_in_one_line("no report"):
        build_report(run_dir, out, drop_incomplete)
    typer.echo((out or run_dir).joinpath("summary.txt").read_text(encoding="utf-8"))


def compare(
    first: Annotated[Path, typer.Argument(help="A run's folder, such as results/grid.")],
    second: Annotated[Path, typer.Argument(help="Another run's, such as results/halving.")],
    csv: Annotated[Path | None, typer.Option(help="Write the table here.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page here: differences per task with intervals, and both configs.")
    ] = None,
) -> None:
    """Compare what two runs chose and spent, method by method."""
    from snnbench.files import written_whole
    from snnbench.report.compare import compare_runs

    with errors_in_one_line("no comparison"):
        table = compare_runs(first, second)
        if html is not None:
            from snnbench.report.compare_page import write_comparison

            write_comparison(first, second, table, html)
    if html is not None:
        typer.echo(f"Written: {html}")
    if csv is not None:
        with written_whole(csv) as temporary:
            table.round(5).to_csv(temporary, index=False)
    shown = table.rename(columns=lambda name: name.replace("_", " "))
    typer.echo(shown.to_string(index=False, float_format=lambda value: f"{value:.3f}"))


def variants(
    base: Annotated[Path, typer.Argument(help="Folder of the run that the variants change.")],
    runs: Annotated[list[Path] | None, typer.Argument(help="Folders of the variants' runs.")] = None,
    without: Annotated[
        list[str] | None, typer.Option(help="Part of the grid to do without, such as learning_rate=1.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the table here.")] = None,
    ranks: Annotated[
        Path | None, typer.Option(help="Write the average ranks with and without these parts of the grid here.")
    ] = None,
) -> None:
    """Show what each choice moves, method by method, paired over the same cells."""
    import pandas as pd

    from snnbench.files import written_whole
    from snnbench.report.ranks_without import ranks_without
    from snnbench.report.variants import variant_table

    with errors_in_one_line("no table"):
        tables = [(variant_table(base, runs or [], without or []), csv)]
        if ranks is not None:
            tables.append((pd.concat([ranks_without(base, part) for part in without or []]), ranks))
    for table, path in tables:
        if path is not None:
            with written_whole(path) as temporary:
                table.round(5).to_csv(temporary, index=False)
        typer.echo(table.to_string(index=False, float_format=lambda value: f"{value:.3f}"))
