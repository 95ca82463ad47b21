"""Formulas of activations: what a function of tensors does to each number, found by tracing it once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import torch
from torch import Tensor, fx
from torch._decomp import decomposition_table
from torch.fx.experimental.proxy_tensor import make_fx

from snnbench.nets.masks import nothing_dropped
from snnbench.nets.own.formula_kernel import Operation, forward
from snnbench.nets.own.program import NET_INPUT, Builder, Program, Value

Function = Callable[[Tensor], Tensor]

TOLERANCE = 2e-6
"""Largest error of values and derivatives, relative where they exceed 1; each operation in float32 rounds by 1e-7."""
REACH = 32
"""Net inputs up to which a formula is compared with its function."""

PRIMITIVES = cast(Mapping[Any, Callable[..., Any]], decomposition_table)
"""How PyTorch's functions are made of its primitives."""


class Formula(NamedTuple):
    """An activation as programs of :mod:`snnbench.nets.own.formula_kernel`: its value, and that with its derivative."""

    value: Program
    with_derivative: Program


def formula_of(function: Function) -> Formula | None:
    """Return the formula of an elementwise function and its derivative by autograd, or None.

    There is none if the function uses an operation that kernels lack, such as a sine, depends on anything but its
    argument, or differs from the formula found: values and derivatives are compared in float64.
    """
    try:
        # Any other number of inputs gives the same operations.
        graph = make_fx(lambda x: _with_derivative(function, x), PRIMITIVES)(torch.ones(3)).graph
        builder = Builder()
        value, derivative = _translated(graph.nodes, builder)
        formula = Formula(builder.program(value), builder.program(value, derivative))
        return formula if _is_right(formula, function) else None
    except Exception:  # the function is the user's, and tracing refuses in many ways
        return None


def _with_derivative(function: Function, x: Tensor) -> tuple[Tensor, Tensor]:
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        y = function(x)
        (derivative,) = torch.autograd.grad(y, x, torch.ones_like(y))
    return y.detach(), derivative


TRANSLATIONS: dict[str, Callable[..., Value]] = {
    **{name: lambda b, x, *_: x for name in ("view_of", "clone", "detach", "convert_element_type")},
    "full_like": lambda b, x, value: value,
    "scalar_tensor": lambda b, value: value,
    "neg": lambda b, x: b(Operation.SUB, 0.0, x),
    "reciprocal": lambda b, x: b(Operation.DIV, 1.0, x),
    "rsqrt": lambda b, x: b(Operation.DIV, 1.0, b(Operation.SQRT, x)),
    "sign": lambda b, x: b(Operation.SUB, b(Operation.GT, x, 0.0), b(Operation.GT, 0.0, x)),
    "lt": lambda b, x, y: b(Operation.GT, y, x),
    "le": lambda b, x, y: b(Operation.GE, y, x),
    "ne": lambda b, x, y: b(Operation.SUB, 1.0, b(Operation.EQ, x, y)),
    "bitwise_and": lambda b, x, y: b(Operation.MUL, x, y),
    "bitwise_or": lambda b, x, y: b(Operation.MAXIMUM, x, y),
    "bitwise_not": lambda b, x: b(Operation.SUB, 1.0, x),
    "pow": lambda b, x, exponent: b.power(x, exponent),
}
"""PyTorch's primitives that kernels have under another name or not at all; they take a Builder and operands."""


def _translated(nodes: Iterable[fx.Node], builder: Builder) -> tuple[Value, Value]:
    """Append the operations of a traced function to a builder and return its two results.

    Raises
    ------
    KeyError, ValueError, TypeError
        If an operation is unknown to the kernels.
    """
    values: dict[Any, Value] = {}

    def value_of(argument: Any) -> Value:
        return values[argument] if isinstance(argument, fx.Node) else float(argument)

    for node in nodes:
        name = str(node.target).split(".")[-2] if node.op == "call_function" else node.op
        if name == "placeholder":
            values[node] = NET_INPUT
        elif name == "output":
            value, derivative = cast(tuple[fx.Node, fx.Node], node.args[0])
            return value_of(value), value_of(derivative)
        elif name == "copy_":  # what the first operand was, nobody reads again
            values[node] = values[node.args[0]] = value_of(node.args[1])
        elif node.users:
            operands = [value_of(argument) for argument in node.args if not isinstance(argument, torch.dtype)]
            if name in TRANSLATIONS:
                values[node] = TRANSLATIONS[name](builder, *operands)
            else:
                values[node] = builder(Operation[name.upper()], *operands)
    raise ValueError("no output")


def _is_right(formula: Formula, function: Function) -> bool:
    """Whether a formula agrees with its function, also at whole and half numbers, where kinks are likely."""
    points = np.concatenate([np.linspace(-REACH, REACH, 128 * REACH + 1), np.linspace(-3, 3, 4099)]).astype(np.float32)
    x = torch.from_numpy(points).double()
    right = [exact.numpy() for exact in _with_derivative(function, x)]
    y, slope = points.copy()[None, None], np.empty((1, 1, points.size), np.float32)
    forward(y, slope, True, *formula.with_derivative, *nothing_dropped(1))
    return all(
        np.array_equal(np.isfinite(ours), np.isfinite(exact))
        and (np.abs(ours - exact) <= TOLERANCE * np.maximum(1, np.abs(exact)))[np.isfinite(exact)].all()
        for ours, exact in zip((y[0, 0], slope[0, 0]), right, strict=True)
    )
