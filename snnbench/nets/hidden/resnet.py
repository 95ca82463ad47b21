"""ResNet (He, Zhang, Ren & Sun 2015): residual blocks of fully connected layers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.architectures import block_widths
from snnbench.nets.build import Builder, Position
from snnbench.nets.compiled_kernels import kernels_serve
from snnbench.nets.hidden.batch_norm import BatchNormLayer
from snnbench.nets.layer import Layer
from snnbench.nets.normalization import BatchNorm


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a block of two layers, or three through a bottleneck, each batch-normalised as by He et al."""
    widths = [at.units, *block_widths(build.shared, at.units)]
    layers = []
    for i, (inputs, units) in enumerate(pairwise(widths), 2):
        linear = build.linear(Position(at.members, inputs, units), bias=False)
        norm = BatchNorm(at.members, units, build.device)
        layers.append(BatchNormLayer(linear, norm, *([Relu()] if i < len(widths) else [])))
    return ResidualBlock(*layers)


class ResidualBlock(Layer):
    """``y = relu(x + F(x))``.

    Parameters
    ----------
    *branch : BatchNormLayer
        F, from as many units to as many; the last has no activation.
    """

    def __init__(self, *branch: BatchNormLayer) -> None:
        super().__init__()
        self.branch, self.relu = branch, Relu()
        self.by_kernels = False

    def children(self) -> Iterator[Layer]:
        return iter((*self.branch, self.relu))

    def forward(self, x: Tensor, training: bool) -> Tensor:
        *inner, last = self.branch
        by_kernels = kernels_serve(x, training)
        if training:
            self.by_kernels = by_kernels
        y = x = x.contiguous()
        for layer in inner:
            y = layer.forward(y, training)
        if by_kernels:
            return last.start_onto(x, y)
        return self.relu.forward(last.forward(y, training).add_(x), training)

    def backward(self, step: Tensor) -> Tensor:
        if self.by_kernels:
            first, *others = self.branch
            carried = step.contiguous()
            inner = others[-1].finish(carried, into=carried.new_empty(*others[-1].x.shape))
            for layer in reversed(others[:-1]):
                inner = layer.finish(inner)
            # The last layer has left the step of ReLU's input, which is also that of what the block carries.
            return first.finish(inner, into=carried, kept=1.0)
        step = self.relu.backward(step)
        inner = step.clone()
        for layer in reversed(self.branch):
            inner = layer.backward(inner)
        return inner.add_(step)
