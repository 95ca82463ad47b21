"""Room for intermediate results."""

from __future__ import annotations

import torch
from torch import Tensor


class Scratch:
    """A buffer that all layers of a stack use in turn, so that it stays in the cache.

    On a GPU there is none: its allocator reuses memory in order, and a captured graph must own what it writes.
    """

    def __init__(self) -> None:
        self.room = torch.empty(0, device="cpu")

    def like(self, x: Tensor) -> Tensor | None:
        """Return uninitialised room of the shape and type of ``x``; None where torch should allocate it."""
        if x.device.type != "cpu":
            return None
        if self.room.numel() < x.numel() or self.room.dtype != x.dtype:
            self.room = torch.empty(x.numel(), dtype=x.dtype, device="cpu")
        return self.room[: x.numel()].view(x.shape)
