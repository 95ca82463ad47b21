"""Seconds on this machine as a range: what cells do by count, times how much longer it takes here.

Each method has one factor from counted to real seconds. What is known of it is combined, each with the error that it
had when it was compared with cells that were run: finished cells of this run, those of reference runs on the same
grids, and one stack (or fit) that is timed now.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from snnbench.config.model import Config
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.plan.counted import Planner
from snnbench.plan.memory import job_megabytes
from snnbench.plan.sizes import size_of

QUANTILE = 1.645
"""Of the normal distribution; the range holds nine of ten."""
CELL_ERROR = 0.45
"""Standard deviation of the logarithm of a cell's seconds about those of its method."""
TIMED_ERROR, REFERENCE_ERROR = 0.4, 0.5
"""That of a method's factor: as timed now, and as reference runs had it on other machines."""
UNKNOWN_ERROR = math.log(3) / QUANTILE
"""That of the factor of a method of which nothing is known: from a third to three times."""
COMMON_ERROR = 0.2
"""That of all factors together: the machine's clock, and what else it does."""
ENOUGH = 5
"""Finished cells of a method that make timing it needless."""


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
    """Return the counts of every cell of a config.

    Returns
    -------
    DataFrame
        One row per cell: ``task``, ``suite``, ``method``, ``settings``, ``steps``, ``operations``, ``counted`` (seconds
        of the nominal core), ``megabytes`` (bound on the memory of its process) and ``values`` (of its task).
    """
    planner, rows = Planner(config), []
    for name in config.tasks:
        task = size_of(name, config)
        for method in config.methods_on(task.suite):
            settings, steps, operations, seconds = planner.counts(task, method)
            megabytes = job_megabytes(task.rows, task.features, task.classes, task.suite, [method], config)
            values = task.rows * (task.features + 2)
            rows.append((name, task.suite, method, settings, steps, operations, seconds, megabytes, values))
    columns = ["task", "suite", "method", "settings", "steps", "operations", "counted", "megabytes", "values"]
    return pd.DataFrame(rows, columns=columns)


def factors(
    cells: pd.DataFrame, here: pd.DataFrame, reference: pd.DataFrame, timed: Callable[[str], float | None]
) -> dict[str, Factor]:
    """Return the factor of every method.

    Parameters
    ----------
    cells : DataFrame
        Of :func:`cell_table`.
    here, reference : DataFrame
        Finished cells of :func:`snnbench.plan.finished.comparable`: of this run, and of reference runs.
    timed : callable
        Takes a method, those with the longest cells first, and returns how many times longer than counted it takes
        here, or None if that is unknown.
    """
    found: dict[str, list[Factor]] = {}
    for method in cells.groupby("method")["counted"].sum().sort_values(ascending=False).index:
        known: list[Factor | None] = [_of_finished(here[here["method"] == method], 0.05)]
        known.append(_of_finished(reference[reference["method"] == method], REFERENCE_ERROR))
        measured = timed(method) if (here["method"] == method).sum() < ENOUGH else None
        if measured:
            known.append(Factor(math.log(measured), TIMED_ERROR))
        found[method] = [factor for factor in known if factor is not None]
    # A method of which nothing is known is like the others of its kind.
    of_kind: dict[bool, list[Factor]] = {True: [], False: []}
    for method, factors in found.items():
        of_kind[method in ARCHITECTURES] += factors
    return {
        method: _combined(factors) if factors else _like(of_kind[method in ARCHITECTURES])
        for method, factors in found.items()
    }


def _of_finished(cells: pd.DataFrame, error: float) -> Factor | None:
    """Return the factor that some finished cells had; the longer ones count for more."""
    if cells.empty:
        return None
    logs = np.log(cells["seconds_taken"] / cells["counted"])
    weights = np.sqrt(cells["seconds_taken"])
    log = float(np.average(logs, weights=weights))
    spread = max(CELL_ERROR, float(logs.std(ddof=1))) if len(logs) > 2 else CELL_ERROR
    return Factor(log, math.hypot(error, spread / math.sqrt(len(logs))))


def _like(others: list[Factor]) -> Factor:
    """Return the factor of a method of which nothing is known: the median of some others, or 1."""
    middle = float(np.median([factor.log for factor in others])) if others else 0.0
    return Factor(middle, UNKNOWN_ERROR)


def _combined(factors: list[Factor]) -> Factor:
    """Return the mean of factors, each weighted by how certain it is."""
    weights = np.array([factor.error**-2 for factor in factors])
    return Factor(float(np.average([factor.log for factor in factors], weights=weights)), weights.sum() ** -0.5)


def ranges(cells: pd.DataFrame, factors: dict[str, Factor], here: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with the ``seconds`` expected of each, the ``error`` of its factor, and if it is ``done``."""
    done = pd.MultiIndex.from_frame(here[["task", "method"]])
    logs = cells["method"].map({method: factor.log for method, factor in factors.items()})
    errors = cells["method"].map({method: factor.error for method, factor in factors.items()})
    return cells.assign(
        seconds=cells["counted"] * np.exp(logs),
        error=errors,
        done=pd.MultiIndex.from_frame(cells[["task", "method"]]).isin(done),
    )


def total(cells: pd.DataFrame) -> Span:
    """Return the range of the seconds of some cells together.

    Errors of a method's factor are shared by its cells, those of a cell are its own, and one error is common to all.

    Parameters
    ----------
    cells : DataFrame
        Of :func:`ranges`.
    """
    middle = float(cells["seconds"].sum())
    if middle == 0:
        return Span(0.0, 0.0, 0.0)
    by_method = cells.groupby("method").agg(seconds=("seconds", "sum"), error=("error", "first"))
    of_methods = (by_method["seconds"] * np.sqrt(np.expm1(by_method["error"] ** 2))).pow(2).sum()
    of_cells = math.expm1(CELL_ERROR**2) * cells["seconds"].pow(2).sum()
    log_error = math.sqrt(math.log1p((of_methods + of_cells) / middle**2) + COMMON_ERROR**2)
    spread = math.exp(QUANTILE * log_error)
    return Span(middle / spread, middle, middle * spread)
