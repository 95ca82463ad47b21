"""A second set of the weights of a stack's members: of their best epochs, or averaged over steps."""

from __future__ import annotations

import torch
from torch import Tensor

from snnbench.nets.network import Network


class Weights:
    """A copy of all that belongs to a network's members, running statistics included.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.tensors = {name: tensor.clone() for name, tensor in network.all_tensors()}

    def take(self, members: Tensor | None = None) -> None:
        """Copy the present weights of some members.

        Parameters
        ----------
        members : Tensor of bool, shape (members,), optional
            All by default.
        """
        for name, tensor in self.network.all_tensors():
            if members is None:
                self.tensors[name].copy_(tensor)
            else:
                # A layer holds the first members only, those that are deep enough.
                those = members[: len(tensor)]
                self.tensors[name][those] = tensor[those]

    def average(self, decay: float) -> None:
        """Move towards the present weights: ``decay`` times the copy plus ``1 - decay`` times the weights.

        Products and sums are rounded apart, since torch's fused operations treat the last few numbers of a
        tensor otherwise, and a member's bits would depend on its company.
        """
        for name, tensor in self.network.all_tensors():
            self.tensors[name].mul_(decay).add_(tensor * (1 - decay))

    def swap(self) -> None:
        """Exchange the copy and the present weights."""
        for name, tensor in self.network.all_tensors():
            present = tensor.clone()
            tensor.copy_(self.tensors[name])
            self.tensors[name].copy_(present)

    def select_members(self, members: Tensor, sizes: dict[str, int]) -> None:
        """Follow the network, which has gone on with these members.

        Parameters
        ----------
        members : Tensor of int64, shape (selected,)
        sizes : dict of str to int
            Members of each tensor before.
        """
        self.tensors = {
            name: self.tensors[name][members[members < sizes[name]]] for name, _ in self.network.all_tensors()
        }

    @torch.no_grad()
    def __enter__(self) -> None:
        """Put the copy in the place of the present weights for a while."""
        self.swap()

    @torch.no_grad()
    def __exit__(self, *_: object) -> None:
        """Put the present weights back."""
        self.swap()
