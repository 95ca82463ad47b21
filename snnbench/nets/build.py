"""Building the nets of a stack from the record of their network."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.architectures import ARCHITECTURES, depth_of, shape_key
from snnbench.nets.dropout import Dropout
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.nets.layer import Chain, Layer, per_member
from snnbench.nets.linear import Linear
from snnbench.nets.network import Network
from snnbench.nets.scratch import Scratch
from snnbench.nets.selu_constants import FixedPoint
from snnbench.randomness import seed_of

AnyDropout = TypeVar("AnyDropout", bound=Dropout)
AnyLayer = TypeVar("AnyLayer", bound=Layer)


@dataclass(frozen=True)
class Member:
    """One net of a stack.

    Attributes
    ----------
    hyperparameters : mapping
        ``learning_rate`` and what the method's search space names (Tables A4-A10, A14-A27).
    seed : int
        Of its initial weights.
    """

    hyperparameters: Hyperparameters
    seed: int

    @property
    def depth(self) -> int:
        """Hidden layers, or residual blocks."""
        return depth_of(self.hyperparameters)


@dataclass(frozen=True)
class Position:
    """Where in the nets of a stack a hidden layer stands.

    Attributes
    ----------
    members : int
        The first ``members`` of the stack have this layer.
    inputs, units : int
    first : bool
        It reads the data, so that the step of its input is not needed.
    """

    members: int
    inputs: int
    units: int
    first: bool = False


class Builder:
    """Draws the weights of a stack's members and joins them into layers.

    Parameters
    ----------
    members : sequence of Member
        Deepest first, all with the same :func:`~snnbench.nets.architectures.shape_key`.
    gain : float
        Weights have variance ``gain / fan_in``: 1 for SELU, 2 for ReLU.
    mask_seed : int
        Of the dropout masks, the same for all members.
    rows : int
        Most rows of a mini-batch.
    device : torch.device
    fixed_point : FixedPoint
        SELU's.

    Attributes
    ----------
    shared : mapping
        Hyperparameters of the first member; those of the shape are the same for all.
    """

    def __init__(
        self,
        members: Sequence[Member],
        gain: float,
        mask_seed: int,
        rows: int,
        device: torch.device,
        fixed_point: FixedPoint,
    ) -> None:
        self.members, self.gain, self.mask_seed = members, gain, mask_seed
        self.rows, self.device, self.fixed_point = rows, device, fixed_point
        self.shared = members[0].hyperparameters
        self.generators = [torch.Generator().manual_seed(member.seed) for member in members]
        self.mask_streams = 0
        self.scratch = Scratch()

    def weight(self, count: int, fan_in: int, units: int, gain: float | None = None) -> Tensor:
        """Draw the weights of the first ``count`` members, shape (count, fan_in, units).

        They are drawn on the CPU whatever the device, so that a GPU starts from the same nets.
        """
        weight = torch.empty(count, fan_in, units, device="cpu")
        deviation = math.sqrt((self.gain if gain is None else gain) / fan_in)
        for of_member, generator in zip(weight, self.generators, strict=False):
            of_member.normal_(0, deviation, generator=generator)
        return weight.to(self.device)

    def decay(self, count: int) -> Tensor | None:
        """Return ``1 - learning_rate * l2`` of the first ``count`` members, None where no l2 is set."""
        rates = [m.hyperparameters["learning_rate"] * m.hyperparameters.get("l2", 0) for m in self.members]
        return per_member([1 - rate for rate in rates[:count]], self.device) if any(rates) else None

    def linear(
        self,
        at: Position,
        kind: Callable[..., AnyLayer] = Linear,  # type: ignore[assignment]  # a type variable has no default
        gain: float | None = None,
        **options: bool | float,
    ) -> AnyLayer:
        """Return a fully connected layer; ``options`` are those of ``kind``."""
        weight = self.weight(at.members, at.inputs, at.units, gain)
        return kind(weight, decay=self.decay(at.members), first=at.first, **options)

    def dropout(self, at: Position, kind: type[AnyDropout] = Dropout, **options: float) -> AnyDropout | None:  # type: ignore[assignment]
        """Return the dropout of a layer with a stream of masks of its own, or None where no member drops."""
        rates = [float(m.hyperparameters.get("dropout", 0)) for m in self.members[: at.members]]
        self.mask_streams += 1
        if not any(rates):
            return None
        seed = seed_of(self.mask_seed, "mask", self.mask_streams)
        generator = torch.Generator(self.device).manual_seed(seed)
        return kind(rates, at.units, generator, self.rows, **options)


def build_network(
    method: str,
    members: Sequence[Member],
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
        A key of :data:`~snnbench.nets.architectures.ARCHITECTURES`.
    members : sequence of Member
        Deepest first, of one shape (:func:`~snnbench.nets.architectures.shape_key`).
    inputs, outputs : int
    mask_seed : int
        Of the dropout masks.
    rows : int
        Most rows of a mini-batch.
    device : torch.device or str
    fixed_point : FixedPoint, optional
        SELU's; (0, 1) by default.

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
    hidden_layer = architecture.load_builder()
    build = Builder(members, architecture.gain, mask_seed, rows, torch.device(device), fixed_point or FixedPoint())
    depths, deepest = [member.depth for member in members], members[0].hyperparameters
    stem: Layer | None = None
    if architecture.has_stem(deepest, inputs):
        units = architecture.units_of(deepest, inputs)
        stem = Chain(build.linear(Position(len(members), inputs, units, first=True)), Relu())
        inputs = units
    hidden: list[Layer] = []
    for i, width in enumerate(architecture.widths(deepest, inputs, outputs)):
        count = sum(depth > i for depth in depths)
        hidden.append(hidden_layer(build, Position(count, inputs, width, first=stem is None and i == 0)))
        inputs = width
    output: Linear = build.linear(Position(len(members), inputs, outputs), gain=1.0)
    return Network(stem, hidden, output, depths)
