"""``snnbench findings``.

Imports stand in the function, so that ``snnbench --help`` loads neither pandas nor SciPy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from snnbench.report.commands import errors_in_one_line


def findings(
    reference: Annotated[Path, typer.Argument(help="The folder results/reference.")],
    detail: Annotated[
        bool, typer.Option("--detail", help="Every table in full, as docs/results-in-detail.md.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Write the page here instead of to the terminal.")] = None,
) -> None:
    """Make the page of results in Markdown from the rows of the reference runs, as docs/results.md has it."""
    from snnbench.files import written_whole
    from snnbench.findings.details import details
    from snnbench.findings.page import findings as page
    from snnbench.findings.reference import Reference

    with errors_in_one_line("no page"):
        text = (details if detail else page)(Reference.read(reference))
    if out is None:
        typer.echo(text, nl=False)
        return
    with written_whole(out) as temporary:
        temporary.write_text(text, encoding="utf-8")
    typer.echo(f"{out}: {len(text.splitlines())} lines")
