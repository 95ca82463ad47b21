"""Compiling kernels with Numba, and where the machine code is kept."""

from __future__ import annotations

import hashlib
import inspect
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
import numpy as np
import pooch
from numba import config, njit, types
from numba.core.codegen import get_host_cpu_features

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

CPU_FEATURES: str = get_host_cpu_features() if config.CPU_FEATURES is None else config.CPU_FEATURES
"""LLVM's names of the features that kernels may use."""

if TYPE_CHECKING:
    Stack = Levels = np.ndarray
    Number, Size, Flag = float, int, bool
else:
    # What kernels take, by the annotations of their parameters; all arrays in one piece.
    Stack = types.float32[:, :, ::1]  # (members, rows or 1, units or 1)
    Levels = types.int16[::1]
    Number, Size, Flag = types.float32, types.int64, types.boolean

inlined = njit(forceinline=True, **_OPTIONS)
"""Decorates functions that kernels call.

A call that was left would go to a copy of the function that was optimised on its own in the process that compiles
a kernel, and to the kernel's copy in one that loads its machine code: sums in another order, other bits.
"""


def kernel(function: Callable[..., None]) -> Callable[..., None]:
    """Compile a function for the types that annotate its parameters; other types are refused by each call.

    The machine code is kept in the user's cache, under a hash of all kernels, since Numba itself looks only at
    the file of the function and not at those it calls. Where nothing can be written, each process compiles anew.
    """
    parameters = inspect.get_annotations(function, eval_str=True)
    parameters.pop("return", None)
    signature = types.void(*parameters.values())
    before = config.CACHE_DIR
    try:
        config.CACHE_DIR = _cache_folder()
        return _compile(function, signature, cache=True)
    except Exception as error:  # No folder to write to, a full disk, a damaged file: unpickling raises anything.
        log.warning("kernels are compiled anew, by this process for itself: %s: %s", type(error).__name__, error)
        return _compile(function, signature, cache=False)
    finally:
        config.CACHE_DIR = before


def _compile(function: Callable[..., None], signature: Any, cache: bool) -> Callable[..., None]:
    return njit(signature, cache=cache, **_OPTIONS)(function)  # type: ignore[no-any-return]


def _cache_folder() -> str:
    """Return the folder of this version of the kernels on this processor.

    Numba's files are safe against processes that write the same code at once, not against those that write code
    for other processors. Where it cannot write it would turn to a folder that knows nothing of versions.

    Raises
    ------
    OSError
        If the folder is not there to be written to.
    """
    folder = Path(pooch.os_cache("snnbench")) / "kernels" / _version()
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"{folder} is read-only")
    return str(folder)


def _version() -> str:
    """Return a hash of the kernels' source and of the processor."""
    digest = hashlib.sha256(f"{config.CPU_NAME} {CPU_FEATURES}".encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:24]


@inlined
def empty(rows, columns):  # noqa: ANN001, ANN201
    """Return a float32 matrix with anything in it, from the start of a cache line on."""
    room = np.empty(rows * columns + 16, np.float32)
    first = (-room.ctypes.data % 64) // 4
    return room[first : first + rows * columns].reshape(rows, columns)
