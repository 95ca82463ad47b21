"""Plain and alpha dropout, with one random mask per layer and step for all members.

Sharing the mask leaves the distribution that each member sees exact, since members never meet; drawing one
per member would cost three times the matrix product of a layer of 64 units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import torch
from torch import Tensor

from snnbench.nets.masks import LEVELS, Masks, threshold
from snnbench.nets.selu_constants import ALPHA, LAMBDA

WEYL = 0x9E3779B97F4A7C15
"""2**64 over the golden ratio: its multiples, modulo 2**64, spread evenly."""


class Dropout:
    """Set units to 0 with probability ``rate`` while training, and scale the others by ``1 / (1 - rate)``.

    Members of the same rate should stand side by side: they are masked together.

    Parameters
    ----------
    rates : sequence of float
        One per member, in [0, 1); rounded to multiples of 1 / 2**16.
    units : int
    generator : torch.Generator
        Where the masks come from, on the device of the activations.
    rows : int
        Most rows of a mini-batch. As many are drawn for a smaller one, so that the stream stays in step.
    """

    def __init__(self, rates: Sequence[float], units: int, generator: torch.Generator, rows: int) -> None:
        self.generator, self.shape, self.steps = generator, (rows, units), 0
        self._set_rates([round(rate * LEVELS) / LEVELS for rate in rates])

    def _set_rates(self, rates: list[float]) -> None:
        self.rates = rates
        lengths = [(rate, len(list(members))) for rate, members in groupby(rates)]
        self._table: tuple[np.ndarray, np.ndarray] | None = None
        self.run_rates, self.run_lengths = [rate for rate, _ in lengths], [length for _, length in lengths]

    def split(self, y: Tensor) -> Iterator[tuple[Tensor, float]]:
        """Yield views of neighbouring members of the same rate, and that rate.

        Parameters
        ----------
        y : Tensor, shape (members, ...)
        """
        views = y.split(self.run_lengths) if len(self.run_lengths) > 1 else (y,)
        return zip(views, self.run_rates, strict=True)

    def select_members(self, members: Tensor) -> None:
        """Go on with these members, in this order, and forget the others; a tensor of int64."""
        self._set_rates([self.rates[i] for i in members.tolist()])

    def draw(self, rows: int) -> dict[float, Tensor]:
        """Draw the masks of a step.

        Parameters
        ----------
        rows : int
            Of the mini-batch.

        Returns
        -------
        dict of float to Tensor
            By rate, but 0, what is kept: bool of shape (1, rows, units).
        """
        bits = self._draw(rows).unsqueeze(0)
        return {rate: bits >= threshold(rate) for rate in dict.fromkeys(self.rates) if rate}

    def next_masks(self) -> Masks:
        """Draw the same masks as :meth:`draw`, as kernels want them."""
        if self._table is None:
            thresholds = np.array([threshold(rate) for rate in self.rates], np.int16)
            self._table = thresholds, np.array([[self.constants(rate)] for rate in self.rates], np.float32)
        return Masks(self._next_key(), *self._table)

    def _draw(self, rows: int) -> Tensor:
        most, units = self.shape
        if self.generator.device.type == "cpu":
            from snnbench.nets.kernels.random_bits import fill

            bits = torch.empty((rows * units + 1) // 2 * 2, dtype=torch.int16, device="cpu")
            fill(bits.numpy(), self._next_key())
        else:
            bits = torch.empty((most * units + 3) // 4, dtype=torch.int64, device=self.generator.device)
            bits.random_(-(2**63), None, generator=self.generator)
        return bits.view(torch.int16)[: rows * units].view(rows, units)

    def _next_key(self) -> int:
        """Return the key of a step's masks on a CPU: a Weyl sequence from the generator's seed, in int64."""
        self.steps += 1
        return (self.generator.initial_seed() + self.steps * WEYL) % 2**64 - 2**63

    def constants(self, rate: float) -> tuple[float, float, float]:
        """Return factor, shift and value: a kept unit becomes ``factor y + shift``, a dropped one the last."""
        return 1 / (1 - rate), 0.0, 0.0

    def mask_(self, y: Tensor) -> None:
        """Draw the masks of a step and apply them in place.

        Parameters
        ----------
        y : Tensor, shape (members, rows, units)
        """
        factors = {rate: kept * (1 / (1 - rate)) for rate, kept in self.draw(y.shape[1]).items()}
        for of_run, rate in self.split(y):
            if rate:
                of_run.mul_(factors[rate])


class AlphaDropout(Dropout):
    """Set units to ``-lambda alpha`` instead, then restore mean 0 and variance 1 by an affine map.

    With the probability q that a unit stays and alpha' = -lambda alpha: ``a = (q + alpha'^2 q (1 - q))^(-1/2)`` and
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
        rates: Sequence[float],
        units: int,
        generator: torch.Generator,
        rows: int,
        alpha: float = ALPHA,
        lambda_: float = LAMBDA,
        mean: float = 0.0,
        variance: float = 1.0,
    ) -> None:
        super().__init__(rates, units, generator, rows)
        self.dropped_value = -lambda_ * alpha
        self.mean, self.variance = mean, variance

    def constants(self, rate: float) -> tuple[float, float, float]:
        """Return a, b and ``a alpha' + b``: a kept unit becomes ``a y + b``, a dropped one the last."""
        q = 1 - rate
        spread = self.variance + rate * (self.dropped_value - self.mean) ** 2
        a = (self.variance / (q * spread)) ** 0.5
        b = self.mean - a * (q * self.mean + rate * self.dropped_value)
        return a, b, a * self.dropped_value + b

    def mask_(self, y: Tensor, slope: float = 1.0) -> None:
        """Draw the masks of a step and apply them in place to ``slope y``.

        Parameters
        ----------
        y : Tensor, shape (members, rows, units)
        slope : float
        """
        maps = {}
        for rate, kept in self.draw(y.shape[1]).items():
            a, b, dropped = self.constants(rate)
            factor = kept * (a * slope)
            maps[rate] = torch.add(torch.tensor(dropped), factor, alpha=(b - dropped) / (a * slope)), factor
        for of_run, rate in self.split(y):
            if rate:
                offset, factor = maps[rate]
                torch.addcmul(offset, of_run, factor, out=of_run)
            else:
                of_run.mul_(slope)
