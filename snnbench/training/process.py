"""Settings of the process that trains."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import torch

_MALLOC_TRIM_THRESHOLD, _MALLOC_TOP_PAD, _MALLOC_MMAP_THRESHOLD = -1, -2, -3


def prepare_process(threads: int = 1) -> None:
    """Make this process fit for training small nets.

    Parameters
    ----------
    threads : int
        For torch. A stack fills one core, and cells run side by side.

    Notes
    -----
    Denormal numbers are flushed to 0, since a dying net would otherwise train a hundred times slower than a
    live one. Freed memory stays with the process: activations are allocated anew at each step, and glibc
    would hand their pages back and fault them in again, at a third of the time of a whole step.
    """
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # not glibc: nothing to set, and only speed is at stake
        return
    mallopt(_MALLOC_MMAP_THRESHOLD, 32 * 2**20)
    mallopt(_MALLOC_TRIM_THRESHOLD, 2**31 - 1)
    mallopt(_MALLOC_TOP_PAD, 64 * 2**20)


@contextmanager
def small_nets() -> Iterator[None]:
    """Train on one thread and without denormal numbers, then leave torch as it was.

    For use inside somebody else's process. Several threads slow small nets down.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    try:
        with torch.no_grad():
            yield
    finally:
        torch.set_num_threads(threads)
        torch.set_flush_denormal(False)
