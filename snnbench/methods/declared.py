"""How a user declares a method."""

from __future__ import annotations

import itertools
from typing import Any

from pydantic import Field

from snnbench.settings import Settings

Grid = dict[str, list[Any]] | list[dict[str, list[Any]]]
"""Values to try per hyperparameter; a list of such grids is their union (scikit-learn's ParameterGrid)."""


class Estimator(Settings):
    """A user's own method: any scikit-learn classifier."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=100)
    """Becomes the method's name; must differ from every built-in one."""
    estimator: str = Field(pattern=r"^[A-Za-z_][\w]*(\.[A-Za-z_]\w*)+$")
    """``module.Class``, importable where snakemake runs."""
    grid: Grid = Field(default_factory=dict)
    """Keyword arguments to try, as for scikit-learn's ParameterGrid; empty: the defaults only."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """Keyword arguments that stay the same."""


def settings_of(grid: Grid) -> list[dict[str, Any]]:
    """Return every setting of a grid, in the order of scikit-learn's ParameterGrid, which takes a second to import."""
    settings = []
    for part in grid if isinstance(grid, list) else [grid]:
        names = sorted(part)
        settings += [dict(zip(names, values, strict=True)) for values in itertools.product(*(part[n] for n in names))]
    return settings
