"""The paper's search spaces (Tables A4 to A10, A14 to A27)."""

from __future__ import annotations

import math
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def paper_grids() -> dict[str, dict[str, Any]]:
    """Return the grids by suite and network; each suite also holds its ``protocol`` in words."""
    path = resources.files("snnbench.paper") / "hyperparameters.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def paper_grid_sizes(suite: str) -> dict[str, int]:
    """Return how many settings the paper's grid holds per network.

    Parameters
    ----------
    suite : {"uci", "tox21", "htru2"}
    """
    grids = paper_grids()[suite]
    return {
        network: math.prod(len(values) for values in grid.values())
        for network, grid in grids.items()
        if isinstance(grid, dict)
    }
