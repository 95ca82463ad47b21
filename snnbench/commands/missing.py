"""A command that lacks an optional package says which extra brings it."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from snnbench.extras import explained


class NamesMissingExtras(TyperGroup):
    """The command line's group: a missing extra is reported in one line, without a traceback."""

    def invoke(self, ctx: Any) -> object:
        try:
            return super().invoke(ctx)
        except ImportError as error:
            reason = explained(error)
            if reason is error:
                raise
            typer.echo(reason, err=True)
            raise typer.Exit(1) from None
