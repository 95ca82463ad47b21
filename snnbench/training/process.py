"""Settings of a process that trains small nets."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import torch

_MALLOC_TRIM_THRESHOLD, _MALLOC_TOP_PAD, _MALLOC_MMAP_THRESHOLD = -1, -2, -3


def keep_freed_memory() -> None:
    """Have the C library keep freed memory for this process, until it ends.

    Activations are allocated anew at each step. glibc would hand their pages back and fault them in again,
    which took a third of the time of a whole step. Elsewhere nothing is set, and only speed is at stake.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_MALLOC_MMAP_THRESHOLD, 32 * 2**20)
    mallopt(_MALLOC_TRIM_THRESHOLD, 2**31 - 1)
    mallopt(_MALLOC_TOP_PAD, 64 * 2**20)


def clock(device: str | torch.device) -> float:
    """Return seconds for taking differences: processor time, or wall time once a GPU has done all its work."""
    if torch.device(device).type == "cpu":
        return time.process_time()
    torch.cuda.synchronize(device)
    return time.perf_counter()


@contextmanager
def small_nets(precision: Literal["float32", "tf32"] = "float32") -> Iterator[None]:
    """Compute on one thread and without denormal numbers, then leave torch as it was.

    A stack fills one core, and several threads slow it down. A dying net's denormal numbers would make it
    train a hundred times slower than a live one.

    Parameters
    ----------
    precision : {"float32", "tf32"}
        Of matrix products on a GPU.
    """
    threads, tf32 = torch.get_num_threads(), torch.backends.cuda.matmul.allow_tf32
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.set_flush_denormal(False)
        torch.backends.cuda.matmul.allow_tf32 = tf32
