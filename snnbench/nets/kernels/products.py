"""Products of two small matrices, by the BLAS that torch brings along."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numpy as np
import torch
from numba import types
from numba.core import cgutils
from numba.extending import get_cython_function_address, intrinsic

from snnbench.nets.kernels.compiled import inlined


def _address_of_sgemm() -> int:
    """Return where sgemm is: torch's own, or SciPy's where torch does not show its one."""
    library = Path(torch.__file__).parent / "lib" / "libtorch_cpu.so"
    try:
        return ctypes.cast(ctypes.CDLL(str(library)).sgemm_, ctypes.c_void_p).value or 0
    except (OSError, AttributeError):
        return get_cython_function_address("scipy.linalg.cython_blas", "sgemm")


# By name, since a cached kernel outlives the addresses of the process that compiled it.
llvm.add_symbol("snnbench_sgemm", _address_of_sgemm())
_sgemm = types.ExternalFunction("snnbench_sgemm", types.void(*[types.voidptr] * 13))
_N, _T = np.uint8(ord("N")), np.uint8(ord("T"))


@intrinsic
def _address_of(typing_context: Any, value: Any) -> Any:
    """Put a number on the stack and return its address, as Fortran wants its arguments."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address = cgutils.alloca_once_value(builder, arguments[0])
        return builder.bitcast(address, cgutils.voidptr_t)

    return types.voidptr(value), generate


@inlined
def multiply(out, a, b, a_transposed, b_transposed, alpha, beta):  # noqa: ANN001, ANN201
    """Set ``out`` to ``alpha a b + beta out``; all matrices are float32, each row in one piece."""
    inner = a.shape[0] if a_transposed else a.shape[1]
    # Fortran sees rows as columns: out' = b' a'.
    _sgemm(
        _address_of(_T if b_transposed else _N),
        _address_of(_T if a_transposed else _N),
        _address_of(np.int32(out.shape[1])),
        _address_of(np.int32(out.shape[0])),
        _address_of(np.int32(inner)),
        _address_of(np.float32(alpha)),
        b.ctypes.data,
        _address_of(np.int32(b.shape[1])),
        a.ctypes.data,
        _address_of(np.int32(a.shape[1])),
        _address_of(np.float32(beta)),
        out.ctypes.data,
        _address_of(np.int32(out.shape[1])),
    )


@inlined
def products_backward(passed_on, passes, kept, weight, decay, x, step):  # noqa: ANN001, ANN201
    """Add the step to ``kept`` times what lies in ``passed_on``, if it passes on, then take that of the weights."""
    if passes:
        multiply(passed_on, step, weight, False, True, 1, kept)
    multiply(weight, x, step, True, False, 1, decay)
