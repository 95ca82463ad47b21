"""Seconds on this machine as a range: what cells do by count, times how much longer it takes here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from snnbench.config.model import Config
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.plan.counts import CellCounts, Planner
from snnbench.plan.sizes import size_of

QUANTILE = 1.645
"""Of the normal distribution; the range holds nine of ten."""
CELL_ERROR, TIMED_ERROR, COMMON_ERROR, UNKNOWN_ERROR = 0.35, 0.4, 0.3, math.log(3) / QUANTILE
"""Standard deviations of logarithms: of a cell's seconds about those of its method, of a method's factor as timed now,
of all factors together (the machine's clock, and what else it does), and of a factor of which nothing is known."""


class Span(NamedTuple):
    """A range of seconds, with a middle."""

    low: float
    middle: float
    high: float


class Factor(NamedTuple):
    """How many times as long as counted a method takes: logarithm of the middle, and standard deviation of that."""

    log: float
    error: float


def cell_table(config: Config) -> pd.DataFrame:
    """Return one row per cell of a config.

    Columns are ``task``, ``suite``, ``values`` (of its task), ``method``, and the fields of
    :class:`~snnbench.plan.counts.CellCounts`, where ``counted`` stands for the seconds.
    """
    planner, rows = Planner(config), []
    for name in config.tasks:
        task = size_of(name, config)
        of_task = name, task.suite, task.rows * (task.features + 2)
        rows += [(*of_task, method, *planner.counts(task, method)) for method in config.methods_on(task.suite)]
    columns = ["task", "suite", "values", "method", *CellCounts._fields]
    return pd.DataFrame(rows, columns=columns).rename(columns={"seconds": "counted"})


def factors(cells: pd.DataFrame, here: pd.DataFrame, timed: Mapping[str, float]) -> dict[str, Factor]:
    """Return the factor of every method of some cells, each source weighted by its certainty.

    What is known is how long cells took that :func:`snnbench.plan.finished.finished_cells` found ``here``, and how many
    times longer than counted methods took when they were ``timed``.
    """
    found: dict[str, Factor] = {}
    for method in cells["method"].unique():
        known = [Factor(math.log(timed[method]), TIMED_ERROR)] if method in timed else []
        finished = here[here["method"] == method]
        if count := len(finished):
            longer = finished["seconds_taken"].sum() / finished["counted"].sum()
            known.append(Factor(math.log(longer), CELL_ERROR / math.sqrt(count)))
        if known:
            weights = [factor.error**-2 for factor in known]
            found[method] = Factor(np.average([factor.log for factor in known], weights=weights), sum(weights) ** -0.5)
    return {method: found.get(method) or _like(method, found) for method in cells["method"].unique()}


def _like(method: str, found: Mapping[str, Factor]) -> Factor:
    """Return the factor of a method of which nothing is known: the median of the other networks, or other methods."""
    logs = [factor.log for other, factor in found.items() if (other in ARCHITECTURES) == (method in ARCHITECTURES)]
    return Factor(float(np.median(logs)) if logs else 0.0, UNKNOWN_ERROR)


def ranges(cells: pd.DataFrame, factors: dict[str, Factor]) -> pd.DataFrame:
    """Return the cells with the ``seconds`` expected of each, and the ``error`` of its factor."""
    known = [factors[method] for method in cells["method"]]
    return cells.assign(seconds=cells["counted"] * np.exp([f.log for f in known]), error=[f.error for f in known])


def total(cells: pd.DataFrame) -> Span:
    """Return the range of the seconds of cells of :func:`ranges`: cells, methods, and all together have an error."""
    middle = float(cells["seconds"].sum())
    if middle == 0:
        return Span(0.0, 0.0, 0.0)
    by_method = cells.groupby("method").agg(seconds=("seconds", "sum"), error=("error", "first"))
    of_methods = (by_method["seconds"] ** 2 * np.expm1(by_method["error"] ** 2)).sum()
    of_cells = math.expm1(CELL_ERROR**2) * (cells["seconds"] ** 2).sum()
    log_error = math.sqrt(math.log1p((of_methods + of_cells) / middle**2) + COMMON_ERROR**2)
    spread = math.exp(QUANTILE * log_error)
    return Span(middle / spread, middle, middle * spread)
