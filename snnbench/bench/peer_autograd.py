"""A stack as one would write it with torch's autograd: batched products, one graph for all members."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn

NETWORKS: dict[str, tuple[Callable[..., Tensor], Callable[..., Tensor]]] = {
    "SNN": (nn.functional.selu, nn.functional.alpha_dropout),
    "MSRAinit": (torch.relu, nn.functional.dropout),
}
"""Activation and dropout of the networks that it is written for: plain layers."""


def autograd_epoch(
    method: str, members: int, units: int, depth: int, dropout: float, x: Tensor, y: Tensor, batch: int
) -> Callable[[], Tensor]:
    """Return a function that trains nets for one epoch and returns their mean losses over it, shape (members,).

    Each layer's mask is shared by all members.

    Parameters
    ----------
    method : str
        A key of :data:`NETWORKS`.
    members, units, depth : int
    dropout : float
    x : Tensor, shape (rows, features)
    y : Tensor of int64, shape (rows,)
    batch : int
    """
    activation, drop = NETWORKS[method]
    classes = int(y.max()) + 1
    widths = [x.shape[1], *[units] * depth, classes]
    parameters = []
    for inputs, outputs in pairwise(widths):
        weight = torch.randn(members, inputs, outputs, device=x.device) / inputs**0.5
        parameters.append((weight.requires_grad_(), torch.zeros(members, 1, outputs, device=x.device).requires_grad_()))
    optimizer = torch.optim.SGD([tensor for pair in parameters for tensor in pair], lr=0.01)

    def outputs_of(features: Tensor) -> Tensor:
        h = features.expand(members, -1, -1)
        for weight, bias in parameters[:-1]:
            h = activation(torch.baddbmm(bias, h, weight))
            if dropout:
                h = _shared(drop, h, dropout)
        weight, bias = parameters[-1]
        return torch.baddbmm(bias, h, weight)

    def epoch() -> Tensor:
        total = torch.zeros(members, device=x.device)
        order = torch.randperm(len(x)).to(x.device)
        for rows in order.split(batch):
            outputs, labels = outputs_of(x[rows]), y[rows].expand(members, -1)
            losses = nn.functional.cross_entropy(outputs.flatten(0, 1), labels.flatten(), reduction="none")
            losses = losses.view(members, -1).sum(1)
            optimizer.zero_grad()
            (losses.sum() / len(rows)).backward()
            optimizer.step()
            total += losses.detach()
        return total / len(x)

    return epoch


def _shared(drop: Callable[..., Tensor], h: Tensor, rate: float) -> Tensor:
    """Apply dropout with one mask for all members.

    Both kinds are affine in each unit, with factors that show on ones and zeros.
    """
    like = h[:1].detach()
    state = torch.random.get_rng_state()
    offset = drop(torch.zeros_like(like), rate, training=True)
    torch.random.set_rng_state(state)
    factor = drop(torch.ones_like(like), rate, training=True) - offset
    return torch.addcmul(offset, h, factor)
