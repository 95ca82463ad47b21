"""The seven networks as a user of PyTorch would write them: one net, torch.nn, autograd."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from snnbench.nets.hidden.highway import CARRY_BIAS


class PlainHighway(nn.Module):
    """A highway layer of ``units`` inputs and outputs."""

    def __init__(self, units: int, dropout: float) -> None:
        super().__init__()
        self.transform = nn.Sequential(nn.Linear(units, units), nn.ReLU(), nn.Dropout(dropout))
        self.gate = nn.Linear(units, units)
        nn.init.constant_(self.gate.bias, CARRY_BIAS)

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x + T(x) (H(x) - x)``."""
        return torch.lerp(x, self.transform(x), torch.sigmoid(self.gate(x)))


class PlainResidual(nn.Module):
    """A residual block of two layers of ``units``."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.branch = nn.Sequential(
            nn.Linear(units, units, bias=False),
            nn.BatchNorm1d(units),
            nn.ReLU(),
            nn.Linear(units, units, bias=False),
            nn.BatchNorm1d(units),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return ``relu(x + F(x))``."""
        return torch.relu(x + self.branch(x))


def plain_network(method: str, inputs: int, units: int, depth: int, outputs: int, dropout: float) -> nn.Module:
    """Return one of the seven networks.

    Parameters
    ----------
    method : str
        A name of :data:`snnbench.methods.registry.NETS`.
    inputs, units, depth, outputs : int
        ``depth`` hidden layers, or residual blocks.
    dropout : float
    """
    if method in ("Highway", "ResNet"):
        layer = (lambda: PlainHighway(units, dropout)) if method == "Highway" else (lambda: PlainResidual(units))
        hidden = [layer() for _ in range(depth)]
        return nn.Sequential(nn.Linear(inputs, units), nn.ReLU(), *hidden, nn.Linear(units, outputs))
    layers: list[nn.Module] = []
    for i in range(depth):
        linear = nn.Linear(inputs if i == 0 else units, units, bias=method not in ("BatchNorm", "LayerNorm"))
        layers += {
            "SNN": [linear, nn.SELU(), nn.AlphaDropout(dropout)],
            "MSRAinit": [linear, nn.ReLU(), nn.Dropout(dropout)],
            "BatchNorm": [linear, nn.BatchNorm1d(units), nn.ReLU()],
            "LayerNorm": [linear, nn.LayerNorm(units), nn.ReLU()],
            "WeightNorm": [nn.utils.parametrizations.weight_norm(linear), nn.ReLU()],
        }[method]
    layers = [layer for layer in layers if not (isinstance(layer, nn.Dropout | nn.AlphaDropout) and dropout == 0)]
    return nn.Sequential(*layers, nn.Linear(units, outputs))
