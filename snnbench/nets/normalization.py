"""Batch and layer normalisation: the same arithmetic along another axis."""

from __future__ import annotations

import torch
from torch import Tensor

from snnbench.nets.layer import Layer

EPSILON = 1e-5
"""Added to variances, as in torch.nn."""
MOMENTUM = 0.1
"""Weight of the newest batch in the running statistics, as in torch.nn."""


class _Normalization(Layer):
    """Put activations on mean 0 and variance 1 along an axis, then on a learned offset and scale.

    Parameters
    ----------
    members, units : int
    axis : int
        1 normalises each unit over the rows, 2 each row over the units.
    device : torch.device
    """

    def __init__(self, members: int, units: int, axis: int, device: torch.device) -> None:
        super().__init__()
        self.axis = axis
        self.tensors["scale"] = torch.ones(members, 1, units, device=device)
        self.tensors["offset"] = torch.zeros(members, 1, units, device=device)

    def _normalize(self, x: Tensor, training: bool) -> tuple[Tensor, Tensor, Tensor]:
        """Return the output and the mean and (biased) variance it was normalised with."""
        mean = x.mean(self.axis, keepdim=True)
        centred = x.sub_(mean)
        variance = (centred * centred).mean(self.axis, keepdim=True)
        inverse_deviation = (variance + EPSILON).rsqrt_()
        scale, offset = self.tensors["scale"], self.tensors["offset"]
        if self.axis == 1:
            y = torch.addcmul(offset, centred, inverse_deviation * scale)
        else:
            centred.mul_(inverse_deviation)
            y = torch.addcmul(offset, centred, scale)
        if training:
            self.centred, self.inverse_deviation = centred, inverse_deviation
        return y, mean, variance

    def backward(self, step: Tensor) -> Tensor:
        """Apply one SGD step; see :meth:`Layer.backward`."""
        scale = self.tensors["scale"]
        centred, inverse_deviation = self.centred, self.inverse_deviation
        del self.centred, self.inverse_deviation
        offset_step = step.sum(1, keepdim=True)
        product = step * centred
        if self.axis == 1:
            rows = step.shape[1]
            along = product.sum(1, keepdim=True) * inverse_deviation
            passed_on = torch.addcmul(step, centred, along * inverse_deviation, value=-1 / rows)
            passed_on.sub_(offset_step / rows).mul_(scale * inverse_deviation)
            scale += along
        else:
            scale_step = product.sum(1, keepdim=True)
            mean_along = product.mul_(scale).mean(2, keepdim=True)
            step = step * scale
            passed_on = torch.addcmul(step, centred, mean_along, value=-1)
            passed_on.sub_(step.mean(2, keepdim=True)).mul_(inverse_deviation)
            scale += scale_step
        self.tensors["offset"] += offset_step
        return passed_on


class BatchNorm(_Normalization):
    """Batch normalisation (Ioffe & Szegedy 2015), with running statistics for evaluation."""

    def __init__(self, members: int, units: int, device: torch.device) -> None:
        super().__init__(members, units, 1, device)
        self.tensors["running_mean"] = torch.zeros(members, 1, units, device=device)
        self.tensors["running_variance"] = torch.ones(members, 1, units, device=device)

    def forward(self, x: Tensor, training: bool) -> Tensor:
        mean, variance = self.tensors["running_mean"], self.tensors["running_variance"]
        if not training:
            factor = self.tensors["scale"] * (variance + EPSILON).rsqrt()
            return torch.addcmul(self.tensors["offset"] - mean * factor, x, factor)
        rows = x.shape[1]
        y, batch_mean, batch_variance = self._normalize(x, training)
        mean.lerp_(batch_mean, MOMENTUM)
        # torch.nn keeps the unbiased variance; of one row there is none, and the old value stays.
        if rows > 1:
            variance.lerp_(batch_variance * (rows / (rows - 1)), MOMENTUM)
        return y


class LayerNorm(_Normalization):
    """Layer normalisation (Ba, Kiros & Hinton 2016)."""

    def __init__(self, members: int, units: int, device: torch.device) -> None:
        super().__init__(members, units, 2, device)

    def forward(self, x: Tensor, training: bool) -> Tensor:
        return self._normalize(x, training)[0]
