"""The seven networks of the paper: what tells them apart."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass

import torch

from snnbench.nets.activations import Relu, Selu
from snnbench.nets.build import Builder, Member
from snnbench.nets.dropout import AlphaDropout
from snnbench.nets.fused_layers import BatchNormLayer, LayerNormLayer, ReluLayer, SeluLayer, WeightNormLayer
from snnbench.nets.highway import Highway
from snnbench.nets.hyperparameters import Hyperparameters, layer_widths, reads_data, shape_key, units_of
from snnbench.nets.layer import Layer, Sequence
from snnbench.nets.linear import WeightNormLinear
from snnbench.nets.network import Network
from snnbench.nets.normalization import BatchNorm, LayerNorm
from snnbench.nets.residual import ResidualBlock
from snnbench.nets.selu_constants import ALPHA, LAMBDA


@dataclass(frozen=True)
class FixedPoint:
    """SELU's parameters, and the mean and variance of activations they lead to (equation 14)."""

    alpha: float = ALPHA
    lambda_: float = LAMBDA
    mean: float = 0.0
    variance: float = 1.0


@dataclass(frozen=True)
class Place:
    """Where in the stack a hidden layer is built.

    Attributes
    ----------
    members : int
        It holds the first so many.
    inputs, units : int
    first : bool
        It reads the data.
    """

    members: int
    inputs: int
    units: int
    first: bool


def snn_layer(build: Builder, at: Place, shared: Hyperparameters, fixed_point: FixedPoint) -> Layer:
    """SELU and alpha dropout."""
    constants = {"alpha": fixed_point.alpha, "lambda_": fixed_point.lambda_}
    moments = {"mean": fixed_point.mean, "variance": fixed_point.variance}
    dropout = build.dropout(at.members, at.units, AlphaDropout, **constants, **moments)
    selu = Selu(**constants, dropout=dropout, scratch=build.scratch)
    linear = build.linear(at.members, at.inputs, at.units, first=at.first, scale=selu.scale, offset=selu.offset)
    return SeluLayer(linear, selu)


def relu_layer(build: Builder, at: Place, shared: Hyperparameters, fixed_point: FixedPoint) -> Layer:
    """ReLU and dropout ("MSRAinit": He et al. 2015)."""
    return ReluLayer(
        build.linear(at.members, at.inputs, at.units, first=at.first),
        Relu(build.dropout(at.members, at.units)),
    )


def batch_norm_layer(build: Builder, at: Place, shared: Hyperparameters, fixed_point: FixedPoint) -> Layer:
    """Batch normalisation before ReLU; its offset stands in for the bias."""
    return BatchNormLayer(
        build.linear(at.members, at.inputs, at.units, first=at.first, bias=False),
        BatchNorm(at.members, at.units, build.device),
        Relu(build.dropout(at.members, at.units)),
    )


def layer_norm_layer(build: Builder, at: Place, shared: Hyperparameters, fixed_point: FixedPoint) -> Layer:
    """Layer normalisation before ReLU; its offset stands in for the bias."""
    return LayerNormLayer(
        build.linear(at.members, at.inputs, at.units, first=at.first, bias=False),
        LayerNorm(at.members, at.units, build.device),
        Relu(build.dropout(at.members, at.units)),
    )


def weight_norm_layer(build: Builder, at: Place, shared: Hyperparameters, fixed_point: FixedPoint) -> Layer:
    """Weight normalisation and ReLU."""
    return WeightNormLayer(
        build.linear(at.members, at.inputs, at.units, WeightNormLinear, first=at.first),
        Relu(build.dropout(at.members, at.units)),
    )


def highway_layer(build: Builder, at: Place, shared: Hyperparameters, fixed_point: FixedPoint) -> Layer:
    """Gate between a ReLU layer and its input; dropout on the transform, since a carried value is dropped for good."""
    transform = ReluLayer(
        build.linear(at.members, at.inputs, at.units, first=at.first),
        Relu(build.dropout(at.members, at.units)),
    )
    return Highway(transform, build.linear(at.members, at.inputs, at.units, gain=1.0, first=at.first))


def residual_block(build: Builder, at: Place, shared: Hyperparameters, fixed_point: FixedPoint) -> Layer:
    """Two layers, or three through a bottleneck ("diavolo"), each batch-normalised as by He et al."""
    widths = [at.units, at.units]
    if shared["block_form"] == "diavolo":
        narrow = max(1, round(shared["bottleneck"] * at.units))
        widths = [narrow, narrow, at.units]
    layers = []
    for i, (inputs, units) in enumerate(zip([at.units, *widths[:-1]], widths, strict=True), 1):
        normalized = build.linear(at.members, inputs, units, bias=False), BatchNorm(at.members, units, build.device)
        layers.append(BatchNormLayer(*normalized, *([Relu()] if i < len(widths) else [])))
    return ResidualBlock(*layers)


@dataclass(frozen=True)
class Architecture:
    """One of the paper's networks.

    Attributes
    ----------
    hidden : callable
        Builds one hidden layer or block.
    gain : float
        Initial weights have variance ``gain / fan_in``.
    """

    hidden: Callable[[Builder, Place, Hyperparameters, FixedPoint], Layer]
    gain: float = 2.0


ARCHITECTURES = {
    "SNN": Architecture(snn_layer, gain=1.0),
    "MSRAinit": Architecture(relu_layer),
    "BatchNorm": Architecture(batch_norm_layer),
    "LayerNorm": Architecture(layer_norm_layer),
    "WeightNorm": Architecture(weight_norm_layer),
    "Highway": Architecture(highway_layer),
    "ResNet": Architecture(residual_block),
}
"""The seven networks by the names the paper gives them."""


def build_network(
    method: str,
    members: SequenceOf[Member],
    inputs: int,
    outputs: int,
    mask_seed: int = 0,
    rows: int = 128,
    device: torch.device | str = "cpu",
    fixed_point: FixedPoint | None = None,
) -> Network:
    """Build the nets of a stack.

    Parameters
    ----------
    method : str
        A key of :data:`ARCHITECTURES`.
    members : sequence of Member
        Deepest first, of one shape (:func:`~snnbench.nets.hyperparameters.shape_key`).
    inputs, outputs : int
    mask_seed : int
        Of the dropout masks.
    rows : int
        Most rows of a mini-batch.
    device : torch.device or str
    fixed_point : FixedPoint, optional
        SELU's; (0, 1) unless given.

    Returns
    -------
    Network
        Its output layer gives class scores before the softmax, or assay scores before the sigmoid.

    Raises
    ------
    ValueError
        If the members are not of one shape.
    """
    if len({shape_key(member.hyperparameters) for member in members}) != 1:
        raise ValueError("members of a stack must share all hyperparameters that shape their layers")
    architecture = ARCHITECTURES[method]
    build = Builder(members, architecture.gain, mask_seed, rows, torch.device(device))
    depths, shared = [member.depth for member in members], members[0].hyperparameters
    units = units_of(method, shared, inputs)
    widths = layer_widths(units, depths[0], outputs, shared.get("layer_form", "rectangular"))
    stem: Layer | None = None
    if not reads_data(method) and units != inputs:
        stem = Sequence(build.linear(len(members), inputs, units, first=True), Relu())
        inputs = units
    hidden: list[Layer] = []
    for i, width in enumerate(widths):
        count = sum(depth > i for depth in depths)
        place = Place(count, inputs, width, first=stem is None and i == 0)
        hidden.append(architecture.hidden(build, place, shared, fixed_point or FixedPoint()))
        inputs = width
    output = build.linear(len(members), inputs, outputs, gain=1.0)
    return Network(stem, hidden, output, depths)
