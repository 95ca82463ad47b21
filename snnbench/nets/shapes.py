"""The weight matrices of a net, known before it is built: what planning counts with."""

from __future__ import annotations

from snnbench.nets.hyperparameters import Hyperparameters, depth_of, layer_widths, reads_data, units_of


def weight_shapes(method: str, hyperparameters: Hyperparameters, inputs: int, outputs: int) -> list[tuple[int, int]]:
    """Return (fan_in, units) of every weight matrix, from the data to the output.

    Parameters
    ----------
    method : str
        One of the seven.
    hyperparameters : mapping
    inputs, outputs : int
        Features, and classes or assays.
    """
    units = units_of(method, hyperparameters, inputs)
    depth = depth_of(hyperparameters)
    shapes: list[tuple[int, int]] = []
    if reads_data(method):
        widths = layer_widths(units, depth, outputs, hyperparameters.get("layer_form", "rectangular"))
        shapes += zip([inputs, *widths[:-1]], widths, strict=True)
        return [*shapes, (widths[-1], outputs)]
    if units != inputs:
        shapes.append((inputs, units))
    if method == "Highway":
        shapes += [(units, units)] * (2 * depth)
    elif hyperparameters["block_form"] == "diavolo":
        narrow = max(1, round(hyperparameters["bottleneck"] * units))
        shapes += [(units, narrow), (narrow, narrow), (narrow, units)] * depth
    else:
        shapes += [(units, units)] * (2 * depth)
    return [*shapes, (units, outputs)]


def parameter_count(shapes: list[tuple[int, int]]) -> int:
    """Return the number of weights and biases."""
    return sum((fan_in + 1) * units for fan_in, units in shapes)


def step_operations(method: str, shapes: list[tuple[int, int]], rows: int) -> int:
    """Return the floating-point operations of the matrix products of one step over ``rows`` rows.

    One product forward and two backward, but for matrices that read the data, whose input has no gradient:
    the first, and of a highway layer both.
    """
    reading = 2 if method == "Highway" and shapes[0] == shapes[1] else 1
    products = [2] * reading + [3] * (len(shapes) - reading)
    return sum(2 * rows * fan_in * units * count for (fan_in, units), count in zip(shapes, products, strict=True))
