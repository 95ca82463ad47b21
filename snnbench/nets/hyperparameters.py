"""What hyperparameters say about the widths of a net's layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Hyperparameters = Mapping[str, Any]


def layer_widths(units: int, layers: int, outputs: int, form: str) -> list[int]:
    """Return the widths of the hidden layers.

    Parameters
    ----------
    units, layers, outputs : int
    form : {"rectangular", "conic"}
        Constant, or falling from ``units`` to ``outputs`` in a geometric progression.
    """
    if form == "rectangular":
        return [units] * layers
    return [max(1, round(units * (outputs / units) ** (i / layers))) for i in range(layers)]
