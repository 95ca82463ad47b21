"""``snnbench tasks``: the known tasks, and which are available here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def tasks(
    csv: Annotated[Path | None, typer.Option(help="Write the table to this file instead.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where downloads are kept.")] = None,
) -> None:
    """List all known tasks with rows, features, classes, source and availability."""
    from snnbench.data.availability import task_table
    from snnbench.data.download import default_data_dir
    from snnbench.files import written_whole
    from snnbench.paths import expanded

    table = task_table(expanded(data_dir) if data_dir else default_data_dir())
    if csv is not None:
        with written_whole(csv) as temporary:
            table.to_csv(temporary, index=False)
        typer.echo(f"{len(table)} tasks written to {csv}")
        return
    typer.echo(table.astype(object).where(table.notna(), "").to_string(index=False))
    typer.echo(
        f"{(table['available'] == 'yes').sum()} of {len(table)} tasks are available here. `rows` counts all rows, "
        "`test_rows` those of a predefined test file. Name tasks, or whole suites, under `tasks:` in a config."
    )
