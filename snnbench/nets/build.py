"""What a stack's members are, and the layers drawn for them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from snnbench.nets.dropout import Dropout
from snnbench.nets.hyperparameters import Hyperparameters, depth_of
from snnbench.nets.layer import Layer, per_member
from snnbench.nets.linear import Linear
from snnbench.nets.scratch import Scratch
from snnbench.randomness import seed_of

AnyDropout = TypeVar("AnyDropout", bound=Dropout)


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


class Builder:
    """Draws the weights of a stack's members and joins them into layers.

    Parameters
    ----------
    members : sequence of Member
        Deepest first, all with the same :func:`~snnbench.nets.hyperparameters.shape_key`.
    gain : float
        Weights have variance ``gain / fan_in``: 1 for SELU, 2 for ReLU.
    mask_seed : int
        Of the dropout masks, the same for all members.
    rows : int
        Most rows of a mini-batch.
    device : torch.device
    """

    def __init__(self, members: Sequence[Member], gain: float, mask_seed: int, rows: int, device: torch.device) -> None:
        self.members, self.gain, self.mask_seed = members, gain, mask_seed
        self.rows, self.device = rows, device
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
        count: int,
        fan_in: int,
        units: int,
        kind: Callable[..., Layer] = Linear,
        gain: float | None = None,
        **options: bool | float,
    ) -> Layer:
        """Return a fully connected layer of the first ``count`` members."""
        return kind(self.weight(count, fan_in, units, gain), decay=self.decay(count), **options)

    def dropout(self, count: int, units: int, kind: type[AnyDropout] = Dropout, **options: float) -> AnyDropout | None:
        """Return the dropout of the first ``count`` members, or None where no member drops."""
        rates = [float(m.hyperparameters.get("dropout", 0)) for m in self.members[:count]]
        self.mask_streams += 1
        if not any(rates):
            return None
        seed = seed_of(self.mask_seed, "mask", self.mask_streams)
        generator = torch.Generator(self.device).manual_seed(seed)
        return kind(rates, units, generator, self.rows, **options)
