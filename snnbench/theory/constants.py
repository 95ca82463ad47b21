"""Equation 14 of the paper: SELU's parameters for the fixed point (0, 1), in closed form.

:mod:`snnbench.nets.selu_constants` has the same numbers; they are computed again here, so that nothing of the
theory has to import PyTorch.
"""

from __future__ import annotations

from math import e, erfc, pi, sqrt

_TAIL = erfc(1 / sqrt(2)) * sqrt(e)

ALPHA = sqrt(2 / pi) / (1 - _TAIL)
"""alpha of SELU for mean 0 and variance 1."""
LAMBDA = (1 - _TAIL) * sqrt(2 * pi / (2 * erfc(sqrt(2)) * e**2 + pi * _TAIL**2 - 2 * (2 + pi) * _TAIL + pi + 2))
"""lambda of SELU for mean 0 and variance 1."""
