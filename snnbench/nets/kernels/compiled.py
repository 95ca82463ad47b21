"""Compiling kernels with Numba, and where the machine code is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import llvmlite.binding as llvm
import numpy as np
import pooch
from numba import carray, cfunc, config, njit

from snnbench.rerun import code_hash

# Sums may be reordered, so that they run in vector registers. NaN stays NaN: a net that diverges is known by it.
_OPTIONS = {"fastmath": {"contract", "reassoc", "nsz", "arcp"}, "error_model": "numpy"}

if config.CPU_NAME is None and config.CPU_FEATURES is None:
    # LLVM avoids the widest vector registers by default. Numba reads this when it is first used; what a user set stays.
    config.CPU_NAME = llvm.get_host_cpu_name()
    config.CPU_FEATURES = f"{llvm.get_host_cpu_features().flatten()},-prefer-256-bit"

inlined = njit(**_OPTIONS)
"""Decorates functions that kernels call."""


def kernel(sizes: int, arrays: int, numbers: int = 0) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Compile a function of sizes, addresses of arrays (``tensor.data_ptr()``) and float32 numbers, in this order.

    The machine code is kept in the user's cache, under a hash of all kernels, since Numba itself looks only at
    the file of the function and not at those it calls. Where nothing can be written, each process compiles anew.

    Parameters
    ----------
    sizes, arrays, numbers : int
        How many arguments of each kind there are.
    """
    types = ["intp"] * sizes + ["voidptr"] * arrays + ["float32"] * numbers

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        return _compile(function, f"void({', '.join(types)})").ctypes

    return decorate


def _compile(function: Callable[..., None], signature: str) -> Any:
    folder, config.CACHE_DIR = config.CACHE_DIR, str(pooch.os_cache("snnbench") / "kernels" / _HASH)
    try:
        return cfunc(signature, cache=True, **_OPTIONS)(function)
    except (OSError, RuntimeError):  # Numba found no folder it may write to, or the disk is full.
        return cfunc(signature, **_OPTIONS)(function)
    finally:
        config.CACHE_DIR = folder


_HASH = code_hash("nets/kernels")[:16]


@inlined
def floats(address, shape):  # noqa: ANN001, ANN201
    """Return the float32 array of a shape at an address."""
    return carray(address, shape, np.float32)


@inlined
def int16s(address, shape):  # noqa: ANN001, ANN201
    """Return the int16 array of a shape at an address."""
    return carray(address, shape, np.int16)
