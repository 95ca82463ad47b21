"""Transposing a small matrix, a square of vector registers at a time."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from snnbench.nets.kernels.compiled import inlined
from snnbench.nets.kernels.tile import SHAPE

LANES = SHAPE.lanes
_INT32, _SIZE = ir.IntType(32), ir.IntType(64)
_VECTOR = ir.VectorType(ir.FloatType(), LANES)


@intrinsic  # type: ignore[untyped-decorator]
def _square(typing: Any, out: Any, out_stride: Any, x: Any, x_stride: Any) -> Any:
    """Transpose LANES rows of as many numbers: addresses in bytes, strides in numbers."""

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: list[ir.Value]) -> Any:
        out, out_stride, x, x_stride = arguments

        def row(address: ir.Value, stride: ir.Value, number: int) -> ir.Value:
            start = builder.inttoptr(address, ir.FloatType().as_pointer())
            return builder.bitcast(
                builder.gep(start, [builder.mul(stride, ir.Constant(_SIZE, number))]), _VECTOR.as_pointer()
            )

        rows = [builder.load(row(x, x_stride, number)) for number in range(LANES)]
        for vector in rows:
            vector.align = 4
        # Swap the off-diagonal halves of ever smaller squares.
        distance = LANES // 2
        while distance:
            first = [lane if not lane & distance else LANES + lane - distance for lane in range(LANES)]
            second = [lane + distance if not lane & distance else LANES + lane for lane in range(LANES)]
            for number in range(LANES):
                if not number & distance:
                    pair = rows[number], rows[number + distance]
                    for place, lanes in ((number, first), (number + distance, second)):
                        mask = ir.Constant(ir.VectorType(_INT32, LANES), lanes)
                        rows[place] = builder.shuffle_vector(*pair, mask)
            distance //= 2
        for number, vector in enumerate(rows):
            builder.store(vector, row(out, out_stride, number)).align = 4
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64, types.int64), generate


@inlined
def transpose(out, x):  # noqa: ANN001, ANN201
    """Set ``out`` to ``x`` transposed; both float32, each row in one piece."""
    rows, columns = x.shape
    whole_rows, whole_columns = rows // LANES * LANES, columns // LANES * LANES
    for row in range(0, whole_rows, LANES):
        for column in range(0, whole_columns, LANES):
            _square(
                out.ctypes.data + 4 * (column * rows + row), rows, x.ctypes.data + 4 * (row * columns + column), columns
            )
    for row in range(rows):
        for column in range(whole_columns if row < whole_rows else 0, columns):
            out[column, row] = x[row, column]
