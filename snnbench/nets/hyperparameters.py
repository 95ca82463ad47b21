"""What hyperparameters say about a net's shape; imports nothing heavy, since planning reads it in every job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Hyperparameters = Mapping[str, Any]


def depth_of(hyperparameters: Hyperparameters) -> int:
    """Return the number of hidden layers, or of residual blocks."""
    return int(hyperparameters["blocks" if "blocks" in hyperparameters else "hidden_layers"])


def units_of(method: str, hyperparameters: Hyperparameters, inputs: int) -> int:
    """Return the units of the first hidden layer, or of a residual block; as many as inputs if nothing is said."""
    return int(hyperparameters.get("units_per_block" if method == "ResNet" else "hidden_units") or inputs)


def reads_data(method: str) -> bool:
    """Whether the first hidden layer may have another width than the data it reads."""
    return method not in ("Highway", "ResNet")


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


def shape_key(hyperparameters: Hyperparameters) -> tuple[tuple[str, Any], ...]:
    """Return what members of one stack must agree on.

    Learning rate, dropout and L2 are numbers per member, and depth may differ where all layers are of one
    width (see :class:`~snnbench.nets.network.Network`).
    """
    free = {"learning_rate", "dropout", "l2"}
    if hyperparameters.get("layer_form") != "conic":
        free |= {"hidden_layers", "blocks"}
    return tuple(sorted((k, v) for k, v in hyperparameters.items() if k not in free))
