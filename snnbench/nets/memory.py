"""Telling a lack of memory, which smaller stacks avoid, from other errors."""

from __future__ import annotations

import torch


def out_of_memory(error: Exception) -> bool:
    """Whether torch or Python ran out of memory; on the CPU torch says so by a message only."""
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or "allocate memory" in str(error)
