"""An activation of the user's: its function, and the moments from which a gain follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

import torch
from torch import Tensor

from snnbench.nets.own.records import ActivationNetwork, imported

Function = Callable[[Tensor], Tensor]

REACH = 12.0
"""Standard deviations within which a normal density is integrated; 1e-32 lies outside."""
FAR = (-1e4, -1e5)
"""Where an activation with a lower limit has reached it."""
POINTS = 96_001
"""Of the trapezoidal rule, with a point at 0, where most activations have their kink."""


class Moments(NamedTuple):
    """Of an activation of standard normal net inputs."""

    mean: float
    variance: float


def loaded(record: ActivationNetwork) -> Function:
    """Import an activation.

    Raises
    ------
    ValueError
        If there is none, it cannot be called, it has parameters, it is not finite or not elementwise, or autograd finds
        no derivative.
    """
    found, name = imported(record.activation), name_of(record.activation)
    x = torch.linspace(-3, 3, 14).view(2, 7)
    try:
        function: Function
        if isinstance(found, torch.nn.Module):
            function = found
        else:
            function = found(**record.arguments) if isinstance(found, type) else partial(found, **record.arguments)
        if isinstance(function, torch.nn.Module):
            function.eval()
            if any(True for _ in function.parameters()):
                raise ValueError(f"'{name}' has parameters; declare a network that trains them as a `module`")
        y: object = function(x.clone())
    except ValueError:
        raise
    except Exception as error:  # the function or class is the user's
        written = f" with {dict(record.arguments)}" if record.arguments else ""
        raise ValueError(
            f"'{name}' cannot be called on a tensor{written}: {type(error).__name__}: {' '.join(str(error).split())}"
        ) from error
    if isinstance(y, Tensor) and y.shape == x.shape and not y.isfinite().all():
        at = (~y.isfinite()).nonzero()[0]
        raise ValueError(f"'{name}' is not finite at some value: f({x[*at]:.3g}) is {y[*at]}")
    if not (isinstance(y, Tensor) and y.shape == x.shape and torch.equal(function(x.flip(0, 1)), y.flip(0, 1))):
        raise ValueError(f"'{name}' is not elementwise: f(x)[i] must be a function of x[i] alone")
    try:
        with torch.enable_grad():
            differentiable = function(x.clone().requires_grad_()).requires_grad
    except RuntimeError as error:  # an update in place, for one
        raise ValueError(f"'{name}' has no derivative by autograd: {error}") from error
    if not differentiable:
        raise ValueError(f"'{name}' has no derivative by autograd: its result does not depend on its argument")
    return function


def name_of(source: object) -> str:
    """Return what a message calls a function or class: its dotted name, or its own."""
    if isinstance(source, str):
        return source
    return getattr(source, "__name__", type(source).__name__)


@lru_cache(maxsize=16)
def moments_of(function: Function) -> Moments:
    """Return an activation's moments under standard normal net inputs, by the trapezoidal rule."""
    z = torch.linspace(-REACH, REACH, POINTS, dtype=torch.float64)
    weights = torch.exp(-(z**2) / 2)
    weights /= weights.sum()
    with torch.no_grad():
        y = function(z.clone())
    mean = float(weights @ y)
    return Moments(mean, float(weights @ (y - mean) ** 2))


def variance_keeping_gain(function: Function, name: str) -> float:
    """Return the gain at which standard normal net inputs of one layer give the next ones variance 1.

    A net input is a sum over ``fan_in`` activations with weights of variance ``gain / fan_in``, so its variance is the
    gain times their second moment: 2 for ReLU (He, Zhang, Ren & Sun 2015), 1 for SELU.

    Raises
    ------
    ValueError
        If the second moment is 0, infinite or no number.
    """
    moments = moments_of(function)
    second = moments.variance + moments.mean**2
    if not 0 < second < float("inf"):
        raise ValueError(f"no gain keeps the variance of '{name}', whose mean square is {second}; write a number")
    return 1 / second


def lower_limit(function: Function, name: str) -> float:
    """Return what an activation tends to far below 0, which alpha dropout gives to dropped units.

    Raises
    ------
    ValueError
        If it tends to nothing, as an activation that is unbounded below.
    """
    with torch.no_grad():
        near, far = function(torch.tensor(FAR, dtype=torch.float64)).tolist()
    if not abs(near - far) < 1e-3:
        raise ValueError(
            f"'{name}' has no lower limit, which alpha dropout sets dropped units to: it is {near:g} at {FAR[0]:g} and "
            f"{far:g} at {FAR[1]:g}; write dropout: plain or none"
        )
    return far


def check_activation(record: ActivationNetwork) -> None:
    """Raise ValueError if no network can be built with a record's activation, gain and dropout."""
    function, name = loaded(record), name_of(record.activation)
    if record.initial_gain == "auto":
        variance_keeping_gain(function, name)
    if record.dropout_kind == "alpha":
        lower_limit(function, name)
