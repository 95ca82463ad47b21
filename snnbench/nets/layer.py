"""What every layer can do: transform, take an SGD step, drop members."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import torch
from torch import Tensor


class Layer:
    """A transformation of the activations of all members at once.

    Layers bring their own backward pass instead of using autograd, because the paper's optimiser is plain
    SGD and a gradient is linear in the loss's: scaled by ``-learning_rate`` once, at the loss, it arrives
    at every weight as that weight's step, which the matrix product that computes it adds in place.

    Attributes
    ----------
    tensors : dict of str to Tensor
        All that belongs to the members (parameters, running statistics), each with the member axis first.
    """

    def __init__(self) -> None:
        self.tensors: dict[str, Tensor] = {}

    def children(self) -> Iterator[Layer]:
        """Yield the layers this one is made of."""
        return iter(())

    def forward(self, x: Tensor, training: bool) -> Tensor:
        """Transform activations, and keep what :meth:`backward` needs if ``training``.

        Parameters
        ----------
        x : Tensor, shape (members, rows, in), or (1, rows, in) where all members share their input
        training : bool

        Returns
        -------
        Tensor, shape (members, rows, out)
            May be ``x`` itself, changed in place.
        """
        raise NotImplementedError

    def backward(self, step: Tensor) -> Tensor:
        """Apply one SGD step to the layer's parameters and pass the step on.

        Parameters
        ----------
        step : Tensor, shape (members, rows, out)
            ``-learning_rate`` times the gradient of the loss with respect to the output; may be overwritten.

        Returns
        -------
        Tensor, shape (members, rows, in)
            The same with respect to the input.
        """
        raise NotImplementedError

    def keep(self, members: Tensor) -> None:
        """Keep these members, in this order, and forget the others.

        Parameters
        ----------
        members : Tensor of int64, shape (kept,)
        """
        self.tensors = {name: tensor[members] for name, tensor in self.tensors.items()}
        for child in self.children():
            child.keep(members)

    def generators(self) -> Iterator[torch.Generator]:
        """Yield the generators that a training step draws from."""
        for child in self.children():
            yield from child.generators()

    def double(self) -> None:
        """Go over to double precision, for evaluation."""
        self.tensors = {
            name: tensor.double() if tensor.is_floating_point() else tensor for name, tensor in self.tensors.items()
        }
        for child in self.children():
            child.double()

    def all_tensors(self, prefix: str = "") -> Iterator[tuple[str, Tensor]]:
        """Yield the name and tensor of everything that belongs to the members, children included."""
        for name, tensor in self.tensors.items():
            yield prefix + name, tensor
        for i, child in enumerate(self.children()):
            yield from child.all_tensors(f"{prefix}{i}.")


class Chain(Layer):
    """Layers one after the other."""

    def __init__(self, *layers: Layer) -> None:
        super().__init__()
        self.layers = layers

    def children(self) -> Iterator[Layer]:
        return iter(self.layers)

    def forward(self, x: Tensor, training: bool) -> Tensor:
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, step: Tensor) -> Tensor:
        for layer in reversed(self.layers):
            step = layer.backward(step)
        return step


def per_member(values: list[float], like: torch.device) -> Tensor:
    """Return one float per member, shaped (member, 1, 1) to broadcast over rows and units."""
    return torch.tensor(values, dtype=torch.float32, device=like).view(-1, 1, 1)


def decay_of(linear: Layer) -> Tensor:
    """Return the factor on a layer's weights at each step, shape (members, 1, 1)."""
    decay = linear.tensors.get("decay")
    return _ones(len(next(iter(linear.tensors.values())))) if decay is None else decay


@lru_cache(maxsize=64)
def _ones(members: int) -> Tensor:
    return torch.ones(members, 1, 1, device="cpu")
