"""Hidden layers that train on a CPU through compiled kernels, and everywhere else through torch."""

from __future__ import annotations

from torch import Tensor

from snnbench.nets.activations import Relu, Selu
from snnbench.nets.compiled_kernels import kernels_serve, sizes_of
from snnbench.nets.dropout import Dropout
from snnbench.nets.layer import Chain, Layer
from snnbench.nets.masks import Masks, nothing_dropped


def masks_of(dropout: Dropout | None, members: int) -> Masks:
    """Return the masks of a step, also where nothing is dropped."""
    return nothing_dropped(members) if dropout is None else dropout.next_masks()


class FusedLayer(Chain):
    """A fully connected layer and what follows it, done member by member where kernels serve.

    Parameters
    ----------
    *layers : Layer
        The fully connected layer, a normalisation if there is one, and an activation.
    """

    def __init__(self, *layers: Layer) -> None:
        super().__init__(*layers)
        last = layers[-1]
        self.dropout: Dropout | None = last.dropout if isinstance(last, Relu | Selu) else None
        self.by_kernels = False

    def forward(self, x: Tensor, training: bool) -> Tensor:
        if not training:
            return super().forward(x, training)
        self.by_kernels = kernels_serve(x, training)
        return self.start(x) if self.by_kernels else super().forward(x, training)

    def backward(self, step: Tensor) -> Tensor:
        return self.finish(step) if self.by_kernels else super().backward(step)

    def start(self, x: Tensor) -> Tensor:
        """Run the forward kernel and keep what the backward one needs."""
        self.sizes = sizes_of(x, next(iter(self.layers[0].tensors.values())))
        members, _, rows, _, units = self.sizes
        self.x, self.y = x.contiguous(), x.new_empty(members, rows, units)
        masks = masks_of(self.dropout, members)
        self.maps = masks.maps
        self.forward_kernel(masks)
        return self.y

    def finish(self, step: Tensor, into: Tensor | None = None, kept: float = 0.0) -> Tensor:
        """Run the backward kernel and forget what the forward one kept.

        Parameters
        ----------
        step : Tensor
        into : Tensor, optional
            Where the step that is passed on goes; to ``step`` itself unless given, if it is of that shape.
        kept : float
            Factor on what lies there, to which it is added.
        """
        members, _, rows, inputs, units = self.sizes
        if step.shape != self.y.shape:
            raise ValueError(f"a step of {tuple(step.shape)} for outputs of {tuple(self.y.shape)}")
        passes, step = not self.layers[0].first, step.contiguous()
        if into is None:
            into = step if inputs == units or not passes else step.new_empty(members, rows, inputs)
        self.backward_kernel(passes, into, step, kept)
        del self.x, self.y, self.maps
        return into

    def forward_kernel(self, masks: Masks) -> None:
        """Fill ``y``."""
        raise NotImplementedError

    def backward_kernel(self, passes: bool, passed_on: Tensor, step: Tensor, kept: float) -> None:
        """Fill ``passed_on``, unless nothing is passed on, and change the parameters."""
        raise NotImplementedError
