"""Formulas of activations against torch in double precision, and their programs against NumPy."""

import numpy as np
import own_modules
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from snnbench.nets.masks import nothing_dropped
from snnbench.nets.own.formula import formula_of
from snnbench.nets.own.formula_kernel import BLOCK, Operation, forward
from snnbench.nets.own.program import NET_INPUT, Builder

ACTIVATIONS = {
    "GELU": nn.GELU(),
    "GELU by tanh": nn.GELU("tanh"),
    "SiLU": nn.SiLU(),
    "Mish": nn.Mish(),
    "ReLU": nn.ReLU(),
    "SELU": nn.SELU(),
    "CELU": nn.CELU(0.7),
    "LeakyReLU": nn.LeakyReLU(0.1),
    "Softplus": nn.Softplus(beta=2.0),
    "Softsign": nn.Softsign(),
    "Hardswish": nn.Hardswish(),
    "ReLU6": nn.ReLU6(),
    "Tanhshrink": nn.Tanhshrink(),
    "sigmoid": torch.sigmoid,
    "swish": lambda x: own_modules.swish(x, beta=1.5),
    "squared ReLU": lambda x: torch.relu(x) ** 2,
    "bump": lambda x: torch.exp(-x * x),
    "signed logarithm": lambda x: torch.sign(x) * torch.log(1 + x.abs()),
    "pieces": lambda x: torch.where((x > -1) & (x <= 0.5), x, torch.minimum(0.1 * x, torch.sqrt(x * x + 1))),
    "clipped": lambda x: x.clamp(-1, 1),
    "largest": lambda x: torch.maximum(x, torch.zeros_like(x)) + torch.maximum(0.5 * x, -x),
    "identity": lambda x: 1.0 * x,
}


def evaluated(program, x, training=True):
    y = np.array(x, np.float32)[None, None]
    slope = np.empty_like(y)
    forward(y, slope, training, *program, *nothing_dropped(1))
    return y[0, 0], slope[0, 0]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_value_and_derivative_are_those_of_torch(name):
    function = ACTIVATIONS[name]
    formula = formula_of(function)
    assert formula is not None
    generator = np.random.default_rng(0)
    kinks = np.arange(-12, 13) / 2
    x = np.concatenate([generator.normal(0, 3, 3 * BLOCK), generator.uniform(-200, 200, BLOCK), kinks, [1e-9, 1e-30]])
    exact = torch.from_numpy(x.astype(np.float32)).double().requires_grad_()
    y = function(exact)
    (slope,) = torch.autograd.grad(y.sum(), exact)
    for ours, theirs in zip(evaluated(formula.with_derivative, x), (y, slope), strict=True):
        theirs = theirs.detach().numpy()
        scale = np.maximum(1, np.abs(theirs))
        np.testing.assert_allclose(ours / scale, theirs / scale, rtol=0, atol=2e-6)
    np.testing.assert_array_equal(
        evaluated(formula.value, x, training=False)[0], evaluated(formula.with_derivative, x)[0]
    )


@pytest.mark.parametrize("name", ["exp", "expm1", "log", "log1p", "tanh", "erf", "sqrt", "abs"])
def test_each_operation_is_that_of_torch_also_at_the_ends(name):
    builder = Builder()
    program = builder.program(builder(Operation[name.upper()], NET_INPUT))
    ends = [0.0, 1e-30, 1e-7, 87.0, 100.0, 1e30, np.inf]
    x = np.array([*np.linspace(-20, 20, 4001), *ends, *np.negative(ends), np.nan], np.float32)
    with np.errstate(over="ignore"):
        exact = getattr(torch, name)(torch.from_numpy(x).double()).numpy().astype(np.float32)
    (ours, _), finite = evaluated(program, x, training=False), np.isfinite(exact)
    np.testing.assert_array_equal(ours[~finite], exact[~finite])
    # exp multiplies the rounding of its argument by it.
    room = 4 * np.finfo(np.float32).eps * np.maximum(1, np.abs(x[finite])) if name in ("exp", "expm1") else 4e-7
    assert (np.abs(ours[finite] - exact[finite]) <= room * np.maximum(1, np.abs(exact[finite]))).all()


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x + torch.sin(x) ** 2,
        lambda x: torch.relu(x) ** 2.5,
        nn.functional.dropout,
        lambda x: x if float(x.detach().sum()) > 0 else -x,
        lambda x: x if x.dtype == torch.float32 else 2 * x,
    ],
    ids=["sine", "broken power", "random", "branch on values", "precision"],
)
def test_what_kernels_cannot_compute_has_no_formula(function):
    assert formula_of(function) is None


FUNCTIONS = {
    Operation.ADD: np.add,
    Operation.SUB: np.subtract,
    Operation.MUL: np.multiply,
    Operation.MINIMUM: np.minimum,
    Operation.MAXIMUM: np.maximum,
    Operation.GT: np.greater,
    Operation.GE: np.greater_equal,
    Operation.EQ: np.equal,
    Operation.WHERE: lambda a, b, c: np.where(a != 0, b, c),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(list(FUNCTIONS)), *[st.integers(-3, 30)] * 3).map(lambda step: (step[0], step[1:])),
    min_size=1,
    max_size=20,
)


@given(STEPS)
def test_a_program_computes_what_its_operations_say(steps):
    """Numbers are small integers or wrap, so that any order of rounding gives the same."""
    x = np.array([-2, -1, 0, 1, 3], np.float32)
    builder, places, values = Builder(), [NET_INPUT], [x]
    for operation, operands in steps:
        if operation is Operation.MUL:
            operands = (operands[0], -1, 0)  # times a constant: no number grows beyond 2**24
        taken = operands[: 3 if operation is Operation.WHERE else 2]
        places.append(builder(operation, *(float(i) if i < 0 else places[i % len(places)] for i in taken)))
        read = [np.float32(i) if i < 0 else values[i % len(values)] for i in taken]
        values.append(np.broadcast_to(FUNCTIONS[operation](*read), x.shape).astype(np.float32))
    program = builder.program(places[-1], places[-2])
    for result, expected in zip(evaluated(program, x), values[:-3:-1], strict=True):
        np.testing.assert_array_equal(result, expected)
    for _, into, *read in program.operations:
        assert into not in read or read == [0] * 3
        assert into > len(program.constants)
