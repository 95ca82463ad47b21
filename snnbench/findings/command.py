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
    out: Annotated[Path | None, typer.Option(help="Write the page here instead of to the terminal.")] = None,
) -> None:
    """Make the page of results in Markdown from the rows of the reference runs, as docs/results.md has it."""
    from snnbench.files import written_whole
    from snnbench.findings.page import findings as page

    with errors_in_one_line("no page"):
        text = page(reference)
    if out is None:
        typer.echo(text, nl=False)
        return
    with written_whole(out) as temporary:
        temporary.write_text(text, encoding="utf-8")
    typer.echo(f"{out}: {len(text.splitlines())} lines")
