"""What a figure of the report consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from snnbench.report.picture import Drawing
from snnbench.report.results import Results

NO_TRIALS = "needs trials.parquet, which this folder does not keep"


class NotDrawn(Exception):
    """A figure that concerns the run lacks data; the message says which."""


@dataclass(frozen=True)
class ReportFigure:
    """A figure that the report may show.

    Attributes
    ----------
    name : str
        Of its files.
    applies : callable
        Says whether the figure concerns a run at all.
    draw : callable
        Draws it with its title and alternative text. Raises :class:`NotDrawn` if data are missing.
    """

    name: str
    applies: Callable[[Results], bool]
    draw: Callable[[Results], Drawing]
