"""How a user declares a method."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from snnbench.settings import Settings

Grid = dict[str, list[Any]] | list[dict[str, list[Any]]]
"""Values to try per hyperparameter; a list of such grids is their union (scikit-learn's ParameterGrid)."""


class Estimator(Settings):
    """A user's own method: any scikit-learn classifier."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")
    """Becomes the method's name; must differ from every built-in one."""
    estimator: str = Field(pattern=r"^[A-Za-z_][\w]*(\.[A-Za-z_]\w*)+$")
    """``module.Class``, importable where snakemake runs."""
    grid: Grid = Field(default_factory=dict)
    """Keyword arguments to try, as for scikit-learn's ParameterGrid; empty: the defaults only."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """Keyword arguments that stay the same."""
