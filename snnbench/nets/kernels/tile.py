"""A tile of a matrix product, held in vector registers: the innermost loop of every product.

LLVM keeps no array in registers that a loop adds to, so the tile is written as LLVM vectors: per step of the inner
dimension one vector load for each column block of ``b``, one broadcast for each row of ``a``, and one fused
multiply-add for each pair. Each number of the result is summed in the order of the inner dimension whatever the tile's
place, size and alignment, so that its bits depend on its row and column alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import llvmlite.binding as llvm
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from snnbench.nets.kernels.compiled import CPU_FEATURES


class TileShape(NamedTuple):
    """How a tile fills the vector registers of a processor.

    Attributes
    ----------
    lanes : int
        Float32 numbers of a register.
    rows, vectors : int
        The tile's rows, and registers per row.
    fused : bool
        Whether the processor multiplies and adds at once.
    """

    lanes: int
    rows: int
    vectors: int
    fused: bool


def tile_shape(triple: str, features: str) -> TileShape:
    """Return the tile for a processor: one that leaves registers for ``b`` and the broadcast number.

    Parameters
    ----------
    triple : str
        LLVM's name of the platform.
    features : str
        LLVM's names of the processor's features, each with a plus or minus sign, separated by commas.
    """
    known = set(features.split(","))
    if triple.startswith(("aarch64", "arm64")):
        return TileShape(4, 8, 2, fused=True)
    if "+avx512f" in known:
        return TileShape(16, 8, 2, fused=True)
    if "+avx" in known:
        return TileShape(8, 6, 2, fused="+fma" in known)
    return TileShape(4, 4, 2, fused=False)


SHAPE = tile_shape(llvm.get_process_triple(), CPU_FEATURES)
"""The tile for this process's processor."""

_FLOAT, _BIT, _INT32, _SIZE = ir.FloatType(), ir.IntType(1), ir.IntType(32), ir.IntType(64)
_VECTOR = ir.VectorType(_FLOAT, SHAPE.lanes)
_MASK = ir.VectorType(_BIT, SHAPE.lanes)
_INDICES = ir.VectorType(_SIZE, SHAPE.lanes)


def _splat(builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
    undefined = ir.Constant(ir.VectorType(value.type, SHAPE.lanes), ir.Undefined)
    first = builder.insert_element(undefined, value, ir.Constant(_INT32, 0))
    lanes = ir.Constant(ir.VectorType(_INT32, SHAPE.lanes), [0] * SHAPE.lanes)
    return builder.shuffle_vector(first, undefined, lanes)


def _function(builder: ir.IRBuilder, name: str, result: ir.Type, arguments: list[ir.Type]) -> ir.Function:
    declared = builder.module.globals.get(name)
    return declared or ir.Function(builder.module, ir.FunctionType(result, arguments), name=name)


class _Memory:
    """Loads and stores vectors of float32, only ``columns`` numbers where these are given."""

    def __init__(self, builder: ir.IRBuilder, columns: ir.Value | None) -> None:
        self.builder, self.mask = builder, None
        if columns is not None:
            lanes = ir.Constant(_INDICES, list(range(SHAPE.lanes)))
            self.mask = builder.icmp_signed("<", lanes, _splat(builder, columns))

    def load(self, pointer: ir.Value) -> ir.Value:
        builder, place = self.builder, self.builder.bitcast(pointer, _VECTOR.as_pointer())
        if self.mask is None:
            vector = builder.load(place)
            vector.align = 4
            return vector
        arguments = [place.type, _INT32, _MASK, _VECTOR]
        load = _function(builder, f"llvm.masked.load.v{SHAPE.lanes}f32.p0", _VECTOR, arguments)
        return builder.call(load, [place, ir.Constant(_INT32, 4), self.mask, ir.Constant(_VECTOR, None)])

    def store(self, vector: ir.Value, pointer: ir.Value) -> None:
        builder, place = self.builder, self.builder.bitcast(pointer, _VECTOR.as_pointer())
        if self.mask is None:
            builder.store(vector, place).align = 4
            return
        arguments = [_VECTOR, place.type, _INT32, _MASK]
        store = _function(builder, f"llvm.masked.store.v{SHAPE.lanes}f32.p0", ir.VoidType(), arguments)
        builder.call(store, [vector, place, ir.Constant(_INT32, 4), self.mask])


def _multiply_add(builder: ir.IRBuilder, a: ir.Value, b: ir.Value, c: ir.Value) -> ir.Value:
    if not SHAPE.fused:
        return builder.fadd(builder.fmul(a, b), c)
    fma = _function(builder, f"llvm.fma.v{SHAPE.lanes}f32", _VECTOR, [_VECTOR] * 3)
    return builder.call(fma, [a, b, c])


def _generate(builder: ir.IRBuilder, arguments: list[ir.Value], vectors: int, masked: bool) -> None:
    """Write the tile's code; see :func:`tile`."""
    out, out_stride, kept, a, a_stride, a_step, b, b_stride, depth, rows, columns = arguments
    out, a, b = (builder.inttoptr(address, _FLOAT.as_pointer()) for address in (out, a, b))
    memory = _Memory(builder, columns if masked else None)
    last = builder.sub(rows, ir.Constant(_SIZE, 1))

    def column(pointer: ir.Value, vector: int) -> ir.Value:
        return builder.gep(pointer, [ir.Constant(_SIZE, vector * SHAPE.lanes)])

    # Rows that the matrix does not have are the last one again, computed and stored with the same numbers.
    outs, firsts = [], []
    for number in range(SHAPE.rows):
        place = ir.Constant(_SIZE, number)
        row = builder.select(builder.icmp_signed("<", place, last), place, last)
        outs.append(builder.gep(out, [builder.mul(row, out_stride)]))
        firsts.append(builder.gep(a, [builder.mul(row, a_stride)]))
    pairs = [(row, vector) for row in range(SHAPE.rows) for vector in range(vectors)]
    start, keep = builder.block, builder.append_basic_block("keep")
    loop, end = builder.append_basic_block("loop"), builder.append_basic_block("end")
    zero = ir.Constant(_FLOAT, 0.0)
    builder.cbranch(builder.fcmp_ordered("==", kept, zero), loop, keep)

    builder.position_at_end(keep)
    factor = _splat(builder, kept)
    before = [builder.fmul(factor, memory.load(column(outs[row], vector))) for row, vector in pairs]
    builder.branch(loop)

    builder.position_at_end(loop)
    k = builder.phi(_SIZE)
    sums = [builder.phi(_VECTOR) for _ in pairs]
    of_b = builder.gep(b, [builder.mul(k, b_stride)])
    loaded = [memory.load(column(of_b, vector)) for vector in range(vectors)]
    offset = builder.mul(k, a_step)
    broadcast = [_splat(builder, builder.load(builder.gep(first, [offset]))) for first in firsts]
    sums_after = [
        _multiply_add(builder, broadcast[row], loaded[vector], total)
        for (row, vector), total in zip(pairs, sums, strict=True)
    ]
    following = builder.add(k, ir.Constant(_SIZE, 1))
    for origin, number in ((start, ir.Constant(_SIZE, 0)), (keep, ir.Constant(_SIZE, 0)), (loop, following)):
        k.add_incoming(number, origin)
    for total, value, after in zip(sums, before, sums_after, strict=True):
        total.add_incoming(ir.Constant(_VECTOR, None), start)
        total.add_incoming(value, keep)
        total.add_incoming(after, loop)
    builder.cbranch(builder.icmp_signed("<", following, depth), loop, end)

    builder.position_at_end(end)
    for (row, vector), value in zip(pairs, sums_after, strict=True):
        memory.store(value, column(outs[row], vector))


def tile(vectors: int, masked: bool) -> Callable[..., None]:
    """Return a function for kernels that computes a tile of ``out = kept out + a b``.

    Its arguments are the address of the tile's first number and the stride between rows of ``out``; the number
    ``kept``; for ``a`` an address, the stride between rows and that between steps of the inner dimension; for ``b`` an
    address and the stride between steps; the number of steps, at least 1; and the rows and columns that are left,
    which may be fewer than the tile's if it is masked. Addresses are in bytes, strides in float32 numbers.

    Parameters
    ----------
    vectors : int
        Registers per row.
    masked : bool
        Whether there may be fewer columns than these registers hold; then ``vectors`` must be 1.
    """

    @intrinsic  # type: ignore[untyped-decorator]
    def compute(
        typing: Any, out: Any, out_stride: Any, kept: Any, a: Any, a_stride: Any, a_step: Any, b: Any, b_stride: Any,
        depth: Any, rows: Any, columns: Any,
    ) -> Any:  # fmt: skip
        def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: list[ir.Value]) -> Any:
            _generate(builder, arguments, vectors, masked)
            return context.get_dummy_value()

        size = types.int64
        return types.void(size, size, types.float32, size, size, size, size, size, size, size, size), generate

    return compute  # type: ignore[no-any-return]
