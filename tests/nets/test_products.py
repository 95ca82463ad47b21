"""Products of small matrices against NumPy in float64."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from snnbench.nets.kernels import products
from snnbench.nets.kernels.transposed import transpose

EPSILON = np.finfo(np.float32).eps
SIZE = st.integers(1, 70)


@njit
def multiply(out, a, b):
    products.multiply(out, a, b)


@njit
def multiply_transposed_onto(out, kept, a, b):
    products.multiply_transposed_onto(out, kept, a, b)


@njit
def pass_on(out, kept, step, weight):
    products.pass_on(out, kept, step, weight)


@njit
def transposed(out, x):
    transpose(out, x)


def matrices(rows, inner, columns, shift):
    """Float32 matrices of a, b and out between rows of NaN, off the start of a cache line by ``shift`` numbers."""
    random = np.random.default_rng(rows + 100 * inner + 10_000 * columns)
    found = []
    for shape in ((rows, inner), (inner, columns), (rows, columns)):
        room = np.full(shift + (shape[0] + 2) * shape[1], np.nan, np.float32)
        matrix = room[shift + shape[1] : shift + (shape[0] + 1) * shape[1]].reshape(shape)
        matrix[:] = random.normal(size=shape)
        found.append((matrix, room))
    return found


def assert_product(out, expected, terms):
    """Within the rounding of a sum of ``terms`` products of normal numbers."""
    scale = np.sqrt(terms) + np.abs(expected)
    assert (np.abs(out - expected) <= terms * EPSILON * 4 * scale).all()


def assert_untouched(room, matrix):
    """What lies before and after a matrix is still NaN."""
    assert np.isnan(room).sum() == room.size - matrix.size


@settings(max_examples=60, deadline=None)
@given(SIZE, SIZE, SIZE, st.integers(0, 15))
def test_products_are_those_of_numpy_and_write_nothing_else(rows, inner, columns, shift):
    (a, _), (b, room_b), (out, room) = matrices(rows, inner, columns, shift)
    a64, b64, before = a.astype(float), b.astype(float), out.astype(float)
    half = np.float32(0.5)

    step = out.copy()
    onto = b.copy()
    multiply_transposed_onto(b, half, a, step)
    assert_product(b, 0.5 * b64 + a64.T @ before, rows + 1)
    assert_untouched(room_b, b)

    passed_on = a.copy()
    pass_on(passed_on, half, step, onto)
    assert_product(passed_on, 0.5 * a64 + before @ b64.T, columns + 1)

    out[:] = np.nan
    multiply(out, a, onto)
    assert_product(out, a64 @ b64, inner)
    assert_untouched(room, out)


@settings(max_examples=30, deadline=None)
@given(SIZE, SIZE, st.integers(0, 15))
def test_bits_of_a_number_depend_on_its_row_and_column_alone(rows, columns, shift):
    (a, _), (b, _), (out, _) = matrices(rows, 33, columns, shift)
    multiply(out, a, b)
    one = np.empty((1, 1), np.float32)
    for row, column in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)):
        multiply(one, a[row : row + 1].copy(), np.ascontiguousarray(b[:, column : column + 1]))
        assert one[0, 0] == out[row, column]


@given(SIZE, SIZE)
@settings(max_examples=30, deadline=None)
def test_transposing_moves_every_number(rows, columns):
    x = np.arange(rows * columns, dtype=np.float32).reshape(rows, columns)
    out = np.full((columns, rows), np.nan, np.float32)
    transposed(out, x)
    assert np.array_equal(out, x.T)
