"""Whether kernels or torch compute."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

_allowed = True


@contextmanager
def torch_only() -> Iterator[None]:
    """Compute through torch on a CPU too: to compare with, and to count operations."""
    global _allowed
    before, _allowed = _allowed, False
    try:
        yield
    finally:
        _allowed = before


def kernels_serve(x: Tensor) -> bool:
    """Whether compiled kernels compute with these activations: float32 on a CPU."""
    return _allowed and x.device.type == "cpu" and x.dtype == torch.float32
