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
        return y if float(y.detach().abs().max()) >= 0 else -y


class BatchNormed(nn.Sequential):
    """Keeps running statistics in place."""

    def __init__(self, inputs, outputs, width=16):
        super().__init__(nn.Linear(inputs, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Linear(width, outputs))


class BatchNormedBranching(BatchNormed):
    """Asks for a value after its running statistics have changed."""

    def forward(self, x):
        y = super().forward(x)
        return y if float(y.detach().abs().max()) >= 0 else -y


class Centred(nn.Module):
    """Replaces its running mean by another tensor, and trains neither that nor its frozen first layer."""

    def __init__(self, inputs, outputs, width=16):
        super().__init__()
        self.first, self.last = nn.Linear(inputs, width).requires_grad_(False), nn.Linear(width, outputs)
        self.register_buffer("mean", torch.zeros(width))

    def forward(self, x):
        x = torch.tanh(self.first(x))
        if self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.mean(0)
        return self.last(x - self.mean)


class CentredBranching(Centred):
    """The same, one after the other."""

    def forward(self, x):
        y = super().forward(x)
        return y if float(y.detach().abs().max()) >= 0 else -y


class Tired(ResMLP):
    """Raises an error after some thirty passes for one width."""

    def __init__(self, inputs, outputs, width=16, patience=30):
        super().__init__(inputs, outputs, width)
        self.patience = patience if width == 13 else math.inf

    def forward(self, x):
        self.patience -= 1
        if self.patience < 0:
            raise ArithmeticError("thirteen units are tired")
        return super().forward(x)


class TiredAtTest(ResMLP):
    """Raises an error for one width when it sees the 44 test rows of sklearn-wine."""

    test_rows = 44

    def forward(self, x):
        if not self.training and len(x) == self.test_rows and self.first.out_features == 13:
            raise ArithmeticError("thirteen units fail the test")
        return super().forward(x)


class RefusesInfinity(ResMLP):
    """Raises an error where its weights have diverged, and does not let vmap follow it."""

    def forward(self, x):
        y = super().forward(x)
        if not bool(y.isfinite().all()):
            raise FloatingPointError("not finite")
        return y


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


def zero(x):
    """An activation whose values are all 0."""
    return 0 * x


def wave(x):
    """An activation that kernels cannot compute, with a lower limit."""
    return torch.sigmoid(x) + torch.sin(x) ** 2 * torch.exp(-(x**2))
