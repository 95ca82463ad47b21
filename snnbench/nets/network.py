"""Nets of different depth in one stack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from snnbench.nets.kernels.choice import kernels_serve
from snnbench.nets.layer import Layer

EVALUATION_ROWS = 2048
"""Rows evaluated at once, which bounds memory on large tasks."""


class Network(Layer):
    """Members that differ in depth (and weights) only; the deepest come first.

    Hidden layer l holds the first ``counts[l]`` members. A member that is not that deep leaves its
    activations after its last layer, where the output layer, which holds all members, collects them. So one
    pass over the deepest member's layers trains every depth of a grid.

    Parameters
    ----------
    stem : Layer or None
        What comes before the hidden layers, for all members.
    hidden : list of Layer
    output : Layer
    depths : list of int
        Hidden layers of each member, in falling order.
    """

    def __init__(self, stem: Layer | None, hidden: list[Layer], output: Layer, depths: list[int]) -> None:
        super().__init__()
        if depths != sorted(depths, reverse=True):
            raise ValueError(f"depths must fall from member to member, not {depths}")
        self.stem, self.hidden, self.output = stem, hidden, output
        self.by_kernels = False
        self._count(depths)

    def _count(self, depths: list[int]) -> None:
        self.depths = depths
        self.hidden = self.hidden[: depths[0]]
        self.counts = [sum(depth > layer for depth in depths) for layer in range(depths[0])]

    def children(self) -> Iterator[Layer]:
        """Yield the output layer, the stem, and the hidden layers, whose number may shrink, last."""
        yield self.output
        if self.stem is not None:
            yield self.stem
        yield from self.hidden

    def forward(self, x: Tensor, training: bool) -> Tensor:
        """Return the outputs before the softmax or sigmoid; see :meth:`Layer.forward`."""
        by_kernels = kernels_serve(x)
        if training:
            self.by_kernels = by_kernels
        if by_kernels:
            return torch.from_numpy(self.forward_arrays(x.contiguous().numpy(), training))
        return self._through(x, lambda layer, x: layer.forward(x, training), torch.cat)

    def backward(self, step: Tensor) -> Tensor:
        if self.by_kernels:
            return torch.from_numpy(self.backward_arrays(step.contiguous().numpy()))
        return self._back_through(step, lambda layer, step: layer.backward(step), torch.cat)

    def forward_arrays(self, x: np.ndarray, training: bool) -> np.ndarray:
        return self._through(x, lambda layer, x: layer.forward_arrays(x, training), np.concatenate)

    def backward_arrays(self, step: np.ndarray) -> np.ndarray:
        return self._back_through(step, lambda layer, step: layer.backward_arrays(step), np.concatenate)

    def _through(self, x: Any, transform: Callable[[Layer, Any], Any], join: Callable[[Any], Any]) -> Any:
        """Send tensors or arrays forward through all layers."""
        if self.stem is not None:
            x = transform(self.stem, x)
        finished = []
        for layer, count, following in zip(self.hidden, self.counts, [*self.counts[1:], 0], strict=True):
            x = transform(layer, x)
            if following < count:
                finished.append(x[following:])
                x = x[:following]
        return transform(self.output, finished[0] if len(finished) == 1 else join(finished[::-1]))

    def _back_through(self, step: Any, pass_on: Callable[[Layer, Any], Any], join: Callable[[Any], Any]) -> Any:
        """Send a step backward through all layers, as :meth:`_through`."""
        pending = pass_on(self.output, step)
        step = pending[: self.counts[-1]]
        for i in reversed(range(len(self.hidden))):
            step = pass_on(self.hidden[i], step)
            if i and self.counts[i - 1] > self.counts[i]:
                step = join((step, pending[self.counts[i] : self.counts[i - 1]]))
        return step if self.stem is None else pass_on(self.stem, step)

    def outputs(self, features: Tensor) -> Tensor:
        """Return the outputs for any number of rows, without dropout and with running statistics.

        Parameters
        ----------
        features : Tensor, shape (rows, inputs)

        Returns
        -------
        Tensor, shape (members, rows, outputs)
        """
        chunks = features.split(EVALUATION_ROWS)
        return torch.cat([self.forward(chunk.unsqueeze(0), training=False) for chunk in chunks], 1)

    def select_members(self, members: Tensor) -> None:
        if self.stem is not None:
            self.stem.select_members(members)
        for layer, count in zip(self.hidden, self.counts, strict=True):
            layer.select_members(members[members < count])
        self.output.select_members(members)
        self._count([self.depths[i] for i in members.tolist()])
