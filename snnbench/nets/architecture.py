"""The record of a network: what planning, the config and the report need to know of it, free of torch."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from snnbench.nets.hyperparameters import Hyperparameters, layer_widths

Shape = tuple[int, int]
"""(fan_in, units) of a weight matrix."""

TRAINING = {
    "learning_rate": "positive number",
    "dropout": "rate of at least 0 and below 1",
    "l2": "number of at least 0",
}
"""Hyperparameters that every net may have: members of one stack may differ in them."""
LAYERS = {
    "hidden_units": "positive integer",
    "hidden_layers": "positive integer",
    "layer_form": "rectangular or conic",
}
"""Hyperparameters of the shape of nets of plain layers."""
BLOCKS = {
    "units_per_block": "positive integer",
    "blocks": "positive integer",
    "block_form": "rectangular or diavolo",
    "bottleneck": "share above 0 and at most 1",
}
"""Hyperparameters of the shape of nets of residual blocks."""


def one_matrix(hyperparameters: Hyperparameters, inputs: int, units: int) -> list[Shape]:
    """Return the shapes of a plain layer's weight matrices: a single one."""
    return [(inputs, units)]


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """One network, by the facts that planning, the config and the report need.

    Attributes
    ----------
    name : str
        Of the method.
    builder : str
        ``module:function``, imported when a net is built. The function takes a
        :class:`~snnbench.nets.build.Builder` and a :class:`~snnbench.nets.build.Position` and returns the
        hidden layer there.
    hyperparameters : mapping of str to str
        Names and ranges (keys of :data:`~snnbench.nets.ranges.RANGES`) of what a grid may vary.
    depth, width : str
        Names of the hyperparameters that count hidden layers (or blocks) and the units of the first of them.
    reads_data : bool
        The first hidden layer reads the data. Otherwise hidden layers are as wide as their input, and a
        fully connected layer with ReLU (the stem) stands before them where the data has another width.
    in_paper : bool
        Whether it is one of the paper's seven.
    gain : float
        Initial weights have variance ``gain / fan_in``.
    matrices : callable
        Takes hyperparameters, inputs and units of one hidden layer (or block), and returns the shapes of its
        weight matrices, those that read the layer's input first.
    unpassed : int
        Matrices of a hidden layer that pass no step on if the layer reads the data.
    """

    name: str
    builder: str
    hyperparameters: Mapping[str, str]
    depth: str = "hidden_layers"
    width: str = "hidden_units"
    reads_data: bool = True
    in_paper: bool = False
    gain: float = 2.0
    matrices: Callable[[Hyperparameters, int, int], list[Shape]] = one_matrix
    unpassed: int = 1

    @property
    def modules(self) -> tuple[str, ...]:
        """Modules that decide the network's results, besides those that train every network."""
        return (self.builder.partition(":")[0],)

    def load_builder(self) -> Callable[..., Any]:
        """Import and return the function that builds a hidden layer.

        Raises
        ------
        ImportError, AttributeError
            If there is no such module or function.
        """
        module, _, function = self.builder.partition(":")
        return getattr(importlib.import_module(module), function)

    def depth_of(self, hyperparameters: Hyperparameters) -> int:
        """Return the number of hidden layers or blocks."""
        return int(hyperparameters[self.depth])

    def units_of(self, hyperparameters: Hyperparameters, inputs: int) -> int:
        """Return the units of the first hidden layer; as many as inputs by default."""
        return int(hyperparameters.get(self.width) or inputs)

    def has_stem(self, hyperparameters: Hyperparameters, inputs: int) -> bool:
        """Whether a fully connected layer stands between the data and the hidden layers."""
        return not self.reads_data and self.units_of(hyperparameters, inputs) != inputs

    def widths(self, hyperparameters: Hyperparameters, inputs: int, outputs: int) -> list[int]:
        """Return the units of each hidden layer."""
        form = hyperparameters.get("layer_form", "rectangular")
        return layer_widths(self.units_of(hyperparameters, inputs), self.depth_of(hyperparameters), outputs, form)

    def weight_shapes(self, hyperparameters: Hyperparameters, inputs: int, outputs: int) -> list[Shape]:
        """Return the shapes of all weight matrices, from the data to the output.

        Parameters
        ----------
        hyperparameters : mapping
        inputs, outputs : int
            Features, and classes or assays.
        """
        shapes: list[Shape] = []
        if self.has_stem(hyperparameters, inputs):
            shapes.append((inputs, self.units_of(hyperparameters, inputs)))
            inputs = shapes[0][1]
        for units in self.widths(hyperparameters, inputs, outputs):
            shapes += self.matrices(hyperparameters, inputs, units)
            inputs = units
        return [*shapes, (inputs, outputs)]

    def step_operations(self, hyperparameters: Hyperparameters, inputs: int, outputs: int, rows: int) -> int:
        """Return the floating-point operations of the matrix products of one training step over ``rows`` rows.

        A matrix takes one product forward and two backward, or one where the step of its input is not needed.
        """
        shapes = self.weight_shapes(hyperparameters, inputs, outputs)
        unpassed = 1 if self.has_stem(hyperparameters, inputs) else self.unpassed
        products = [2] * unpassed + [3] * (len(shapes) - unpassed)
        return sum(2 * rows * fan_in * units * count for (fan_in, units), count in zip(shapes, products, strict=True))


def parameter_count(shapes: list[Shape]) -> int:
    """Return the number of weights and biases."""
    return sum((fan_in + 1) * units for fan_in, units in shapes)
