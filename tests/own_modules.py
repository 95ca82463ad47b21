"""Modules as a user would write them."""

import itertools
import math

import torch
from torch import nn


class SeluNet(nn.Module):
    """The paper's SNN: fully connected layers, SELU, LeCun-normal weights."""

    def __init__(self, inputs, outputs, width, depth):
        super().__init__()
        widths = [inputs, *[width] * depth, outputs]
        self.layers = nn.ModuleList(nn.Linear(*pair) for pair in itertools.pairwise(widths))
        for layer in self.layers:
            nn.init.normal_(layer.weight, 0, 1 / math.sqrt(layer.in_features))
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        *hidden, output = self.layers
        for layer in hidden:
            x = nn.functional.selu(layer(x))
        return output(x)


class ResMLP(nn.Module):
    """Residual blocks with dropout."""

    def __init__(self, inputs, outputs, width=16, blocks=1, dropout=0.0):
        super().__init__()
        self.first, self.last = nn.Linear(inputs, width), nn.Linear(width, outputs)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.ReLU(), nn.Dropout(dropout))
            for _ in range(blocks)
        )

    def forward(self, x):
        x = self.first(x)
        for block in self.blocks:
            x = x + block(x)
        return self.last(x)


class Branching(ResMLP):
    """Asks for a value, which torch.func.vmap cannot."""

    def forward(self, x):
        y = super().forward(x)
        return y if float(y.abs().max()) >= 0 else -y


class BatchNormed(nn.Sequential):
    """Keeps running statistics in place."""

    def __init__(self, inputs, outputs, width=16):
        super().__init__(nn.Linear(inputs, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Linear(width, outputs))


class Faulty(ResMLP):
    """Raises an error for one width."""

    def forward(self, x):
        if self.first.out_features == 13:
            raise ArithmeticError("thirteen units")
        return super().forward(x)


class WrongShape(ResMLP):
    """Returns one logit too many."""

    def forward(self, x):
        return torch.cat([super().forward(x)] * 2, 1)


def NoModule(inputs, outputs):
    """Makes anything else than a module."""
    return [inputs, outputs]


def swish(x, beta=1.0):
    """An activation as a function with an argument."""
    return x * torch.sigmoid(beta * x)


def snake(x):
    """An activation that kernels cannot compute."""
    return x + torch.sin(x) ** 2
