"""SELU's parameters."""

from __future__ import annotations

from dataclasses import dataclass

ALPHA = 1.6732632423543772
"""alpha of SELU, equation 14 of the paper."""
LAMBDA = 1.0507009873554805
"""lambda of SELU, equation 14 of the paper."""


@dataclass(frozen=True)
class FixedPoint:
    """SELU's parameters, and the mean and variance of activations they lead to (equation 14)."""

    alpha: float = ALPHA
    lambda_: float = LAMBDA
    mean: float = 0.0
    variance: float = 1.0
