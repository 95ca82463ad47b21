"""``snnbench published``: the statistics prove themselves on the paper's own numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def published(
    out: Annotated[Path, typer.Option(help="Folder for the tables (CSV, LaTeX) and audit.md.")],
    data_dir: Annotated[Path | None, typer.Option(help="Where downloads are kept.")] = None,
) -> None:
    """Recompute the paper's Tables 1, 3, A12 and A13 from published inputs, and audit its claims."""
    from snnbench.sections.audit.report import published_report, write_published

    report = published_report(data_dir)
    write_published(report, out)
    for sentence in report.sentences:
        typer.echo(f"- {sentence}")
    typer.echo(f"Written to {out}: {', '.join(report.tables)} (CSV and LaTeX), audit.md")
    for reason in dict.fromkeys(report.not_made.values()):
        typer.echo(f"Not made: {', '.join(report.not_made)}\n{reason}", err=True)
