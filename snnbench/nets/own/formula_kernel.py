"""Evaluating formulas of activations, block by block, each operation on a block that stays in the core's cache."""

# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import math
from enum import IntEnum, auto
from typing import TYPE_CHECKING

import numpy as np
from numba import types

from snnbench.nets.kernels.compiled import Flag, Levels, Size, Stack, empty, inlined, kernel
from snnbench.nets.kernels.elementwise import power_of_two
from snnbench.nets.kernels.random_bits import random_bits

if TYPE_CHECKING:
    Program = Constants = np.ndarray
else:
    Program = types.int64[:, ::1]  # (operations, 5): number of the operation, registers of its result and operands
    Constants = types.float32[::1]

BLOCK = 512
"""Numbers per block: long enough that choosing an operation costs little; a dozen blocks fit into the cache."""


class Operation(IntEnum):
    """What a formula is made of, by the names of PyTorch's primitives; true is 1 and false 0."""

    ADD = auto()
    SUB = auto()
    MUL = auto()
    DIV = auto()
    MINIMUM = auto()
    MAXIMUM = auto()
    ABS = auto()
    SQRT = auto()
    EXP = auto()
    EXPM1 = auto()
    LOG = auto()
    LOG1P = auto()
    TANH = auto()
    ERF = auto()
    GT = auto()
    GE = auto()
    EQ = auto()
    WHERE = auto()


_ZERO, _HALF, _ONE, _TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)
_NAN, _INFINITY = np.float32(math.nan), np.float32(math.inf)
_LN_2, _LOG2_E = np.float32(math.log(2)), np.float32(math.log2(math.e))
_OVERFLOW = np.float32(128)  # 2**128 is infinite in float32
_SQRT_2, _ROOT_HALF = np.float32(math.sqrt(2)), np.float32(math.sqrt(0.5))
_MANTISSA, _ONES_EXPONENT = np.int32(2**23 - 1), np.int32(127 << 23)
_EXPM1 = tuple(np.float32(1 / math.factorial(k)) for k in range(9, 1, -1))
_ARTANH = tuple(np.float32(2 / k) for k in (9, 7, 5, 3))
_ERF_END = np.float32(4)  # where erf rounds to 1


def _scaled_erfc(u: np.ndarray) -> np.ndarray:
    """Return exp(t^2) erfc(t) at t = 2 u + 2, for u from -1 to 1."""
    return np.array([math.exp(t * t) * math.erfc(t) for t in 2 * u + 2])


_ERFC_SERIES = np.polynomial.Chebyshev.interpolate(_scaled_erfc, 15).convert(kind=np.polynomial.Polynomial)
_ERFC = tuple(np.float32(coefficient) for coefficient in _ERFC_SERIES.coef[::-1])


@inlined
def _horner(coefficients, x):
    total = coefficients[0]
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


@inlined
def _exp(x):
    power = x * _LOG2_E
    return power_of_two(_OVERFLOW if power > _OVERFLOW else power)


@inlined
def _expm1(x):
    near = x * (_ONE + x * _horner(_EXPM1, x))
    return near if abs(x) < _HALF else _exp(x) - _ONE


@inlined
def _tanh(x):
    x = np.float32(10) if x > np.float32(10) else x
    power = _expm1(_TWO * (np.float32(-10) if x < np.float32(-10) else x))
    return power / (power + _TWO)


@inlined
def _double_artanh(x):
    """Return 2 artanh(x) = log((1 + x) / (1 - x)) near 0."""
    square = x * x
    return x * (_TWO + square * _horner(_ARTANH, square))


@inlined
def _log(x):
    bits = np.float32(x).view(np.int32)
    mantissa = np.int32((bits & _MANTISSA) | _ONES_EXPONENT).view(np.float32)
    exponent = np.float32((bits >> np.int32(23)) - np.int32(127))
    large = mantissa > _SQRT_2
    mantissa = mantissa * _HALF if large else mantissa
    exponent = exponent + _ONE if large else exponent
    result = exponent * _LN_2 + _double_artanh((mantissa - _ONE) / (mantissa + _ONE))
    result = result if x > _ZERO else _NAN if x < _ZERO else -_INFINITY
    return result if x < _INFINITY else x


@inlined
def _log1p(x):
    near = _ROOT_HALF - _ONE < x < _SQRT_2 - _ONE
    return _double_artanh(x / (_TWO + x)) if near else _log(_ONE + x)


@inlined
def _erf(x):
    size = abs(x)
    size = _ERF_END if size > _ERF_END else size
    tail = _exp(-size * size) * _horner(_ERFC, _HALF * size - _ONE)
    return _ONE - tail if x > _ZERO else tail - _ONE


@inlined
def _run(operation, out, a, b, c):
    if operation == Operation.ADD:
        for i in range(BLOCK):
            out[i] = a[i] + b[i]
    elif operation == Operation.SUB:
        for i in range(BLOCK):
            out[i] = a[i] - b[i]
    elif operation == Operation.MUL:
        for i in range(BLOCK):
            out[i] = a[i] * b[i]
    elif operation == Operation.DIV:
        for i in range(BLOCK):
            out[i] = a[i] / b[i]
    elif operation == Operation.MINIMUM:
        for i in range(BLOCK):
            x, y = a[i], b[i]
            out[i] = x if x < y or x != x else y
    elif operation == Operation.MAXIMUM:
        for i in range(BLOCK):
            x, y = a[i], b[i]
            out[i] = x if x > y or x != x else y
    elif operation == Operation.ABS:
        for i in range(BLOCK):
            out[i] = abs(a[i])
    elif operation == Operation.SQRT:
        for i in range(BLOCK):
            out[i] = np.sqrt(a[i])
    elif operation == Operation.EXP:
        for i in range(BLOCK):
            out[i] = _exp(a[i])
    elif operation == Operation.EXPM1:
        for i in range(BLOCK):
            out[i] = _expm1(a[i])
    elif operation == Operation.LOG:
        for i in range(BLOCK):
            out[i] = _log(a[i])
    elif operation == Operation.LOG1P:
        for i in range(BLOCK):
            out[i] = _log1p(a[i])
    elif operation == Operation.TANH:
        for i in range(BLOCK):
            out[i] = _tanh(a[i])
    elif operation == Operation.ERF:
        for i in range(BLOCK):
            out[i] = _erf(a[i])
    elif operation == Operation.GT:
        for i in range(BLOCK):
            out[i] = _ONE if a[i] > b[i] else _ZERO
    elif operation == Operation.GE:
        for i in range(BLOCK):
            out[i] = _ONE if a[i] >= b[i] else _ZERO
    elif operation == Operation.EQ:
        for i in range(BLOCK):
            out[i] = _ONE if a[i] == b[i] else _ZERO
    elif operation == Operation.WHERE:
        for i in range(BLOCK):
            x, y = b[i], c[i]  # both are read, so that no branch is left
            out[i] = x if a[i] != _ZERO else y


@inlined
def _drop(y, x, bits, threshold, factor, shift, dropped):
    for i in range(y.size):
        y[i] = factor * x[i] + shift if bits[i] >= threshold else dropped


@kernel
def forward(
    y: Stack, slope: Stack, training: Flag, program: Program, constants: Constants, registers: Size,
    value: Size, derivative: Size, key: Size, thresholds: Levels, maps: Stack,
) -> None:  # fmt: skip
    """Apply a formula and dropout to ``y`` in place; if ``training``, fill ``slope`` with the derivative of both."""
    size = y.shape[1] * y.shape[2]
    bits = random_bits(key, y.shape[1], y.shape[2]).reshape(size)
    room = empty(registers, BLOCK)
    room[:] = _ZERO
    for i in range(constants.size):
        room[1 + i] = constants[i]
    for m in range(y.shape[0]):
        of_member, of_slope = y[m].reshape(size), slope[m % slope.shape[0]].reshape(slope.shape[1] * slope.shape[2])
        factor, shift, dropped = maps[m, 0]
        for start in range(0, size, BLOCK):
            block, kept = of_member[start : start + BLOCK], bits[start : start + BLOCK]
            room[0, : block.size] = block
            for i in range(program.shape[0]):
                number, into, a, b, c = program[i]
                _run(number, room[into], room[a], room[b], room[c])
            _drop(block, room[value], kept, thresholds[m], factor, shift, dropped)
            if training:
                _drop(of_slope[start : start + BLOCK], room[derivative], kept, thresholds[m], factor, _ZERO, _ZERO)
