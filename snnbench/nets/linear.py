"""Fully connected layers, plain and weight-normalised."""

from __future__ import annotations

from functools import cache
from types import ModuleType

import numpy as np
import torch
from torch import Tensor

from snnbench.nets.layer import Layer, check_step, decay_of, empty, output_room


class Linear(Layer):
    """``y = scale (x W + b) + offset`` for every member; the bias is kept as ``scale b + offset``.

    Parameters
    ----------
    weight : Tensor, shape (members, in, out)
    bias : bool
        Whether to add a bias, which starts at 0 (section "Initialization" of the paper).
    decay : Tensor, shape (members, 1, 1), optional
        Factor on the weights at each step: ``1 - learning_rate * l2``.
    first : bool
        The layer reads the data, so that the step of its input is not needed.
    scale, offset : float
        What the activation that follows wants done to its input (:class:`~snnbench.nets.activations.Selu`).
        :meth:`backward` takes the step with respect to ``x W + b`` whatever they are.
    """

    def __init__(
        self,
        weight: Tensor,
        bias: bool = True,
        decay: Tensor | None = None,
        first: bool = False,
        scale: float = 1.0,
        offset: float = 0.0,
    ) -> None:
        super().__init__()
        self.first, self.scale, self.offset = first, scale, offset
        self.tensors["weight"] = weight
        if bias:
            self.tensors["bias"] = weight.new_full((weight.shape[0], 1, weight.shape[2]), offset)
        if decay is not None:
            self.tensors["decay"] = decay

    def forward(self, x: Tensor, training: bool) -> Tensor:
        weight = self.tensors["weight"]
        x = x.expand(weight.shape[0], -1, -1)
        if training:
            self.x = x
        if "bias" in self.tensors:
            return torch.baddbmm(self.tensors["bias"], x, weight, alpha=self.scale)
        return torch.bmm(x, weight)

    def net_inputs(self, x: Tensor) -> Tensor:
        """Return ``x W + b``, shape (members, rows, out), whatever the scale and offset."""
        return (self.forward(x, training=False) - self.offset) / self.scale

    def backward(self, step: Tensor) -> Tensor:
        weight = self.tensors["weight"]
        passed_on = step if self.first else torch.bmm(step, weight.transpose(1, 2))
        if "decay" in self.tensors:
            weight.mul_(self.tensors["decay"])
        weight.baddbmm_(self.x.transpose(1, 2), step)
        if "bias" in self.tensors:
            self.tensors["bias"].add_(step.sum(1, keepdim=True), alpha=self.scale)
        del self.x
        return passed_on

    @staticmethod
    @cache
    def kernels() -> ModuleType:
        from snnbench.nets.kernels import linear

        return linear

    def forward_arrays(self, x: np.ndarray, training: bool) -> np.ndarray:
        y = output_room(x, self.arrays["weight"])
        bias = self.arrays["bias"] if "bias" in self.arrays else np.zeros((len(y), 1, y.shape[2]), np.float32)
        self.kernels().forward(y, x, self.arrays["weight"], bias, self.scale)
        if training:
            self.saved = x, y, bias
        return y

    def backward_arrays(self, step: np.ndarray) -> np.ndarray:
        x, y, bias = self.saved
        check_step(step, y)
        passed_on = step if self.first else empty(len(y), *x.shape[1:])
        parameters = self.arrays["weight"], bias, decay_of(self)
        self.kernels().backward(passed_on, not self.first, step, x, *parameters, self.scale)
        del self.saved
        return passed_on


class WeightNormLinear(Layer):
    """``y = x W + b`` with ``W = g V / |V|``, norms over the inputs of a unit (Salimans & Kingma 2016).

    The columns of ``x V`` are scaled instead of those of ``V``, so that ``W`` is never built.

    Parameters
    ----------
    weight : Tensor, shape (members, in, out)
        Start of ``W``: ``V`` starts there and ``g`` at its norms.
    decay : Tensor, shape (members, 1, 1), optional
        Factor on ``g``, which alone sets the size of ``W``.
    first : bool
        As for :class:`Linear`.
    """

    def __init__(self, weight: Tensor, decay: Tensor | None = None, first: bool = False) -> None:
        super().__init__()
        self.first = first
        self.tensors["direction"] = weight
        self.tensors["length"] = _column_norms(weight)
        self.tensors["bias"] = weight.new_zeros(weight.shape[0], 1, weight.shape[2])
        if decay is not None:
            self.tensors["decay"] = decay

    def forward(self, x: Tensor, training: bool) -> Tensor:
        direction = self.tensors["direction"]
        x = x.expand(direction.shape[0], -1, -1)
        norms = _column_norms(direction)
        product = torch.bmm(x, direction)
        if training:
            self.x, self.norms, self.product = x, norms, product
        return torch.addcmul(self.tensors["bias"], product, self.tensors["length"] / norms)

    def backward(self, step: Tensor) -> Tensor:
        direction, length = self.tensors["direction"], self.tensors["length"]
        bias_step = step.sum(1, keepdim=True)
        length_step = self.product.mul_(step).sum(1, keepdim=True).div_(self.norms)
        scaled = step.mul_(length / self.norms)
        passed_on = scaled if self.first else torch.bmm(scaled, direction.transpose(1, 2))
        # The part of the step along V is taken out, since it would not change V / |V|.
        along = length_step * length / self.norms.square()
        direction.mul_(1 - along).baddbmm_(self.x.transpose(1, 2), scaled)
        if "decay" in self.tensors:
            length.mul_(self.tensors["decay"])
        length += length_step
        self.tensors["bias"] += bias_step
        del self.x, self.norms, self.product
        return passed_on


def _column_norms(weight: Tensor) -> Tensor:
    """Return the Euclidean norm of each unit's incoming weights, shape (members, 1, out)."""
    return weight.square().sum(1, keepdim=True).sqrt_()
