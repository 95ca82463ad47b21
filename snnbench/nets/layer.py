"""What every layer can do: transform, take an SGD step, select members."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor


class Layer:
    """A transformation of the activations of all members at once.

    Layers bring their own backward pass instead of using autograd, because the paper's optimiser is plain
    SGD and a gradient is linear in the loss's: scaled by ``-learning_rate`` once, at the loss, it arrives
    at every weight as that weight's step, which the matrix product that computes it adds in place.

    Each pass exists twice: on tensors through torch, which serves every device and precision, and on float32
    arrays through compiled kernels. :class:`~snnbench.nets.network.Network` chooses once for all its layers; a
    layer without kernels goes through torch in either case.

    Attributes
    ----------
    tensors : dict of str to Tensor
        All that belongs to the members (parameters, running statistics), each with the member axis first.
        Once a layer has computed, they change in place or all together, by a new dict.
    """

    def __init__(self) -> None:
        self.tensors: dict[str, Tensor] = {}
        self._views: dict[str, np.ndarray] = {}
        self._viewed: dict[str, Tensor] | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the views, which a copy would turn into arrays of their own."""
        return {**self.__dict__, "_views": {}, "_viewed": None}

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """NumPy views of :attr:`tensors`, kept between steps.

        Raises
        ------
        ValueError
            If a tensor is not of float32.
        """
        if self._viewed is not self.tensors:
            wrong = [name for name, tensor in self.tensors.items() if tensor.dtype != torch.float32]
            if wrong:
                raise ValueError(f"kernels compute in float32, and {wrong[0]} is of {self.tensors[wrong[0]].dtype}")
            self._views = {name: tensor.numpy() for name, tensor in self.tensors.items()}
            self._viewed = self.tensors
        return self._views

    @staticmethod
    def kernels() -> ModuleType | None:
        """Import and return the layer's kernels, which compiles them or loads their machine code; None without any."""
        return None

    def load_kernels(self) -> None:
        """Import the kernels of this layer and all it is made of, so that no training time holds their compilation."""
        self.kernels()
        for child in self.children():
            child.load_kernels()

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

    def forward_arrays(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Do what :meth:`forward` does, through kernels where the layer has any."""
        return self.forward(torch.from_numpy(x), training).numpy()

    def backward_arrays(self, step: np.ndarray) -> np.ndarray:
        """Do what :meth:`backward` does, after :meth:`forward_arrays`."""
        return self.backward(torch.from_numpy(step)).numpy()

    def select_members(self, members: Tensor) -> None:
        """Go on with these members, in this order, and forget the others.

        Parameters
        ----------
        members : Tensor of int64, shape (selected,)
        """
        self.tensors = {name: tensor[members] for name, tensor in self.tensors.items()}
        for child in self.children():
            child.select_members(members)

    def generators(self) -> Iterator[torch.Generator]:
        """Yield the generators that a training step draws from."""
        for child in self.children():
            yield from child.generators()

    def can_be_captured(self) -> bool:
        """Whether a training step is kernels of a GPU and nothing else, so that a CUDA graph can replay it."""
        return all(child.can_be_captured() for child in self.children())

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

    def forward_arrays(self, x: np.ndarray, training: bool) -> np.ndarray:
        for layer in self.layers:
            x = layer.forward_arrays(x, training)
        return x

    def backward_arrays(self, step: np.ndarray) -> np.ndarray:
        for layer in reversed(self.layers):
            step = layer.backward_arrays(step)
        return step


def per_member(values: list[float], like: torch.device) -> Tensor:
    """Return one float per member, shaped (member, 1, 1) to broadcast over rows and units."""
    return torch.tensor(values, dtype=torch.float32, device=like).view(-1, 1, 1)


def decay_of(linear: Layer) -> np.ndarray:
    """Return the factor on a layer's weights at each step, shape (members, 1, 1)."""
    decay = linear.arrays.get("decay")
    return _ones(len(next(iter(linear.arrays.values())))) if decay is None else decay


@lru_cache(maxsize=64)
def _ones(members: int) -> np.ndarray:
    return np.ones((members, 1, 1), np.float32)


def empty(*shape: int) -> np.ndarray:
    """Return an uninitialised float32 array that starts on a cache line."""
    return torch.empty(shape, device="cpu").numpy()


def output_room(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return room for ``x W``, shape (members, rows, units), after a check that the two fit each other.

    Kernels read as far as shapes say, so they must be right.

    Parameters
    ----------
    x : ndarray, shape (sources, rows, inputs)
        Of every member, or of one source that all share.
    weight : ndarray, shape (members, inputs, units)

    Raises
    ------
    ValueError
        If the two do not fit each other.
    """
    (members, inputs, units), (sources, rows, features) = weight.shape, x.shape
    if features != inputs or sources not in (1, members):
        raise ValueError(f"{members} members of {inputs} inputs cannot read {x.shape}")
    return empty(members, rows, units)


def check_step(step: np.ndarray, outputs: np.ndarray) -> None:
    """Raise ValueError if a step is not of the shape of the outputs it belongs to."""
    if step.shape != outputs.shape:
        raise ValueError(f"a step of {step.shape} for outputs of {outputs.shape}")
