"""Plain and alpha dropout, with one random mask per layer and step for all members.

Sharing the mask leaves the distribution that each member sees exact, since members never meet; drawing one
per member would cost three times the matrix product of a layer of 64 units.
"""

from __future__ import annotations

import torch
from torch import Tensor

from snnbench.nets.activations import ALPHA, LAMBDA
from snnbench.nets.layer import Layer

LEVELS = 2**16
"""Masks compare 16 random bits with a threshold, so that rates are kept to within 1 / 2**17."""


class Dropout(Layer):
    """Set units to 0 with probability ``rate`` while training, and scale the others by ``1 / (1 - rate)``.

    Parameters
    ----------
    rates : list of float
        One per member, in [0, 1).
    units : int
    generator : torch.Generator
        Where the masks come from, on the device of the activations.
    rows : int
        Most rows of a mini-batch. As many are drawn for a smaller one, so that the stream stays in step.
    """

    def __init__(self, rates: list[float], units: int, generator: torch.Generator, rows: int) -> None:
        super().__init__()
        self.generator, self.shape = generator, (rows, units)
        device = generator.device
        levels = [round(rate * LEVELS) for rate in rates]
        self.distinct = sorted(set(levels))
        self.tensors["which"] = torch.tensor([self.distinct.index(v) for v in levels], device=device)
        per_rate = torch.tensor(self.distinct, device=device).view(-1, 1, 1)
        self.threshold = (per_rate - LEVELS // 2).to(torch.int16)
        self.rate = per_rate / LEVELS
        self.factor_of_kept = 1 / (1 - self.rate)

    def draw_factor(self, rows: int) -> Tensor:
        """Draw the masks of a step, as factors: 0 where a unit is dropped.

        Parameters
        ----------
        rows : int
            Of the mini-batch.

        Returns
        -------
        Tensor, shape (distinct rates, rows, units)
        """
        most, units = self.shape
        bits = torch.empty((most * units + 3) // 4, dtype=torch.int64, device=self.rate.device)
        bits.random_(-(2**63), None, generator=self.generator)
        bits = bits.view(torch.int16)[: rows * units].view(1, rows, units)
        return (bits >= self.threshold) * self.factor_of_kept

    def of_members(self, per_rate: Tensor) -> Tensor:
        """Return the rows of ``per_rate`` that belong to the members, or what broadcasts to that."""
        return per_rate if len(self.distinct) == 1 else per_rate.index_select(0, self.tensors["which"])

    def forward(self, x: Tensor, training: bool) -> Tensor:
        """Mask activations in place: where they are 0, ReLU's derivative is not asked for either."""
        if not training:
            return x
        self.factor = self.of_members(self.draw_factor(x.shape[1]))
        return x.mul_(self.factor)

    def backward(self, step: Tensor) -> Tensor:  # noqa: D102
        factor = self.factor
        del self.factor
        return step.mul_(factor)


class AlphaDropout(Dropout):
    """Set units to ``-lambda alpha`` instead, then restore mean 0 and variance 1 by an affine map.

    With keep probability q and alpha' = -lambda alpha: ``a = (q + alpha'^2 q (1 - q))^(-1/2)`` and
    ``b = -a (1 - q) alpha'`` (section "New Dropout Technique" of the paper).

    Parameters
    ----------
    rates, units, generator, rows
        As for :class:`Dropout`.
    alpha, lambda_ : float
        SELU's parameters.
    mean, variance : float
        The fixed point of SELU's moments that is restored.
    """

    def __init__(
        self,
        rates: list[float],
        units: int,
        generator: torch.Generator,
        rows: int,
        alpha: float = ALPHA,
        lambda_: float = LAMBDA,
        mean: float = 0.0,
        variance: float = 1.0,
    ) -> None:
        super().__init__(rates, units, generator, rows)
        keep = 1 - self.rate
        self.dropped_value = -lambda_ * alpha
        spread = variance + (1 - keep) * (self.dropped_value - mean) ** 2
        self.factor_of_kept = (variance / (keep * spread)).sqrt()
        restored = self.factor_of_kept * (keep * mean + (1 - keep) * self.dropped_value)
        self.value_of_dropped = self.factor_of_kept * self.dropped_value + mean - restored

    def forward(self, x: Tensor, training: bool) -> Tensor:  # noqa: D102
        if not training:
            return x
        factor = self.draw_factor(x.shape[1])
        # a x + b for a kept unit and a alpha' + b for a dropped one are both factor (x - alpha') + a alpha' + b.
        offset = torch.add(self.value_of_dropped, factor, alpha=-self.dropped_value)
        self.factor = self.of_members(factor)
        return torch.addcmul(self.of_members(offset), x, self.factor)
