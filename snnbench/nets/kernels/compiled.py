"""Compiling kernels with Numba, and where the machine code is kept."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import Any

import llvmlite.binding as llvm
import numpy as np
import pooch
from numba import carray, cfunc, config, njit
from numba.core.codegen import get_host_cpu_features

from snnbench.code_version import code_hash

log = logging.getLogger(__name__)

# Sums may be reordered and divisions become products with a reciprocal, so that both run in vector registers. NaN and
# infinity keep their meaning: a net that diverges is known by them.
_OPTIONS = {"fastmath": {"contract", "reassoc", "nsz", "arcp"}, "error_model": "numpy"}

if config.CPU_NAME is None and config.CPU_FEATURES is None:
    # LLVM avoids the widest vector registers by default. Numba reads this when it is first used; what a user set stays.
    config.CPU_NAME = llvm.get_host_cpu_name()
    config.CPU_FEATURES = get_host_cpu_features()
    if llvm.get_process_triple().startswith("x86_64"):
        config.CPU_FEATURES += ",-prefer-256-bit"

inlined = njit(**_OPTIONS)
"""Decorates functions that kernels call."""


def kernel(sizes: int, arrays: int, numbers: int = 0) -> Callable[[Callable[..., bool]], Callable[..., None]]:
    """Compile a function of sizes, addresses of arrays (``tensor.data_ptr()``) and float32 numbers, in this order.

    It returns True at its end: C knows no exceptions, and Numba ends a function that finds no memory by False.

    The machine code is kept in the user's cache, under a hash of all kernels, since Numba itself looks only at
    the file of the function and not at those it calls. Where nothing can be written, each process compiles anew.

    Parameters
    ----------
    sizes, arrays, numbers : int
        How many arguments of each kind there are.

    Raises
    ------
    MemoryError
        If a call of the compiled function did not come to its end.
    """
    types = ["intp"] * sizes + ["voidptr"] * arrays + ["float32"] * numbers

    def decorate(function: Callable[..., bool]) -> Callable[..., None]:
        compiled = _compile(function, f"boolean({', '.join(types)})").ctypes
        compiled.errcheck = _check
        return compiled

    return decorate


def _check(succeeded: bool, function: object, arguments: object) -> None:
    if not succeeded:
        raise MemoryError("a kernel found no memory")


def _compile(function: Callable[..., bool], signature: str) -> Any:
    folder, config.CACHE_DIR = config.CACHE_DIR, str(pooch.os_cache("snnbench") / "kernels" / _HASH)
    try:
        return cfunc(signature, cache=True, **_OPTIONS)(function)
    except Exception as error:  # No folder to write to, a full disk, a damaged file: unpickling raises anything.
        log.warning("kernels in %s are compiled anew, by this process for itself: %s", config.CACHE_DIR, error)
        return cfunc(signature, **_OPTIONS)(function)
    finally:
        config.CACHE_DIR = folder


# Numba's files are safe against processes that write the same code at once, not against those that write code for
# other processors: each kind of processor has its folder.
_PROCESSOR = f"{config.CPU_NAME} {config.CPU_FEATURES}"
_HASH = code_hash("nets/kernels")[:16] + hashlib.sha256(_PROCESSOR.encode()).hexdigest()[:8]


@inlined
def floats(address, shape):  # noqa: ANN001, ANN201
    """Return the float32 array of a shape at an address."""
    return carray(address, shape, np.float32)


@inlined
def int16s(address, shape):  # noqa: ANN001, ANN201
    """Return the int16 array of a shape at an address."""
    return carray(address, shape, np.int16)
