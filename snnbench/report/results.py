"""What figures and the page are made from: a run, its rankings and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from snnbench.report.luck import Luck
from snnbench.report.rankings import Rankings
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder


@dataclass(frozen=True)
class Results:
    """The results of a run.

    Attributes
    ----------
    run : RunFolder
    rankings : Rankings
    tables : mapping of str to ResultTable
        By name, in the order of the report; see :func:`snnbench.report.tables.collection.all_tables`.
    luck : Luck, optional
        How certain the ranking of the networks is.
    """

    run: RunFolder
    rankings: Rankings
    tables: Mapping[str, ResultTable]
    luck: Luck | None = None
