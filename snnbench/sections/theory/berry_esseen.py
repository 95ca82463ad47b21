"""How far net inputs are from the normal distribution that the theory takes them to have, against width.

The distribution of a unit's net input, a weighted sum of independent activations, is computed from its characteristic
function, so that distances far below the noise of any sample can be seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline
from scipy.special import ndtr

from snnbench.randomness import numpy_generator
from snnbench.theory.constants import ALPHA, LAMBDA
from snnbench.theory.gaussian import Array

CONSTANT = 0.56
"""Of the Berry-Esseen inequality for summands of different variance (Shevtsova 2010)."""
REACH, STEP = 50.0, 0.02
"""Up to where, and how finely, characteristic functions are integrated; theirs have vanished long before."""
WIDTHS = (8, 16, 32, 64, 128, 256, 512, 1024)


def net_input_distances(seed: int, widths: Sequence[int] = WIDTHS, units: int = 20) -> pd.DataFrame:
    """Return the Kolmogorov distance of units' net inputs from the normal distribution of their mean and variance.

    Parameters
    ----------
    seed : int
        The config's.
    widths : sequence of int
        Inputs of a unit: SELU activations at the fixed point (0, 1), independent. Weights are normal of variance
        1 / width, drawn once for each unit.
    units : int
        Units looked at for each width.

    Returns
    -------
    DataFrame
        Columns width, unit, distance, bound: what the Berry-Esseen inequality allows.
    """
    distribution = SummandDistribution(*_activations())
    rows = []
    for width in widths:
        generator = numpy_generator(seed, "Berry-Esseen", width)
        drawn = generator.normal(0, width**-0.5, (units, width))
        for unit, of_unit in enumerate(drawn):
            scaled = of_unit / np.sqrt(of_unit @ of_unit)
            bound = CONSTANT * distribution.third_moment * float((np.abs(scaled) ** 3).sum())
            rows.append((width, unit, distribution.distance_of_sum(scaled), bound))
    return pd.DataFrame(rows, columns=["width", "unit", "distance", "bound"])


class SummandDistribution:
    """The distribution that all summands share up to a factor.

    Parameters
    ----------
    values, probabilities : ndarray
        A discrete distribution in its place, with mean 0 and variance 1.
    """

    def __init__(self, values: Array, probabilities: Array) -> None:
        self.third_moment = float(probabilities @ np.abs(values) ** 3)
        grid = np.linspace(0, REACH, 4001)
        self.characteristic = CubicSpline(grid, np.exp(1j * np.outer(grid, values)) @ probabilities)
        self.t = np.arange(STEP / 2, REACH, STEP)
        self.kernel = np.exp(-1j * np.outer(np.linspace(-4, 4, 401), self.t)) * STEP / (np.pi * self.t)

    def distance_of_sum(self, factors: Array) -> float:
        """Return the largest difference between the distribution function of a sum and the normal one.

        Parameters
        ----------
        factors : ndarray, shape (n,)
            Of the summands, with squared sum 1.
        """
        product = np.ones_like(self.t, complex)
        for factor in factors:
            at = self.characteristic(abs(factor) * self.t)
            product *= at if factor > 0 else at.conj()
        # Gil-Pelaez: F(z) = 1/2 - 1/pi int Im(exp(-i t z) phi(t)) / t dt, by midpoints, the normal one taken off
        difference = self.kernel @ (product - np.exp(-self.t * self.t / 2))
        return float(np.abs(difference.imag).max())


def _activations(nodes: int = 4000) -> tuple[Array, Array]:
    """Return SELU's activations at the nodes of a rule for the normal distribution, and their probabilities."""
    ends = np.linspace(-8, 8, nodes + 1)
    weights = np.diff(ndtr(ends))
    centre = (ends[:-1] + ends[1:]) / 2
    values = LAMBDA * np.where(centre > 0, centre, ALPHA * np.expm1(np.minimum(centre, 0)))
    weights /= weights.sum()
    values = values - weights @ values
    return values / np.sqrt(weights @ values**2), weights
