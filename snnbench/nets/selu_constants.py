"""SELU's parameters for the fixed point (0, 1)."""

ALPHA = 1.6732632423543772
"""alpha of SELU, equation 14 of the paper."""
LAMBDA = 1.0507009873554805
"""lambda of SELU, equation 14 of the paper."""
