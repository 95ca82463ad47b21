"""A fully connected layer and what follows it, done by kernels at once, member by member."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from snnbench.nets.activations import Activation
from snnbench.nets.dropout import Dropout
from snnbench.nets.layer import Chain, Layer, check_step, empty, output_room
from snnbench.nets.masks import Masks, nothing_dropped


def masks_of(dropout: Dropout | None, members: int, training: bool) -> Masks:
    """Return the masks of a pass, also where nothing is dropped."""
    return nothing_dropped(members) if dropout is None or not training else dropout.next_masks()


class FusedLayer(Chain):
    """Layers that go through torch one after the other, and through kernels at once.

    Attributes
    ----------
    kinds : tuple of type
        Of the layers: a fully connected one first. Kernels compute these and nothing else.

    Parameters
    ----------
    *layers : Layer

    Raises
    ------
    TypeError
        If a layer is of another kind.
    """

    kinds: ClassVar[tuple[type[Layer], ...]]

    def __init__(self, *layers: Layer) -> None:
        super().__init__(*layers)
        if len(layers) != len(self.kinds) or not all(map(isinstance, layers, self.kinds)):
            needed, given = ([kind.__name__ for kind in kinds] for kinds in (self.kinds, map(type, layers)))
            raise TypeError(f"{type(self).__name__} is made of {', '.join(needed)}, not of {', '.join(given)}")
        last = layers[-1]
        self.dropout: Dropout | None = last.dropout if isinstance(last, Activation) else None

    def forward_arrays(self, x: np.ndarray, training: bool) -> np.ndarray:
        weight = next(iter(self.layers[0].arrays.values()))
        y, masks = output_room(x, weight), masks_of(self.dropout, len(weight), training)
        saved = self.run_forward(y, x, masks, training)
        if training:
            self.saved = x, y, masks.maps, *saved
        return y

    def backward_arrays(self, step: np.ndarray) -> np.ndarray:
        return self.pass_on(step)

    def pass_on(self, step: np.ndarray, into: np.ndarray | None = None, onto: float = 0.0) -> np.ndarray:
        """Run the backward kernel and forget what the forward one saved.

        Parameters
        ----------
        step : ndarray
            Overwritten with the step passed on by default, if that is of its shape.
        into : ndarray, optional
            Where the step that is passed on goes.
        onto : float
            Factor on what lies there, to which it is added.

        Raises
        ------
        ValueError
            If the step is not of the shape of the outputs.
        """
        x, y, *_ = self.saved
        check_step(step, y)
        passes = not self.layers[0].first  # type: ignore[attr-defined]
        if into is None:
            into = step if x.shape[2] == y.shape[2] or not passes else empty(len(y), *x.shape[1:])
        self.run_backward(into, passes, step, onto)
        del self.saved
        return into

    def run_forward(self, y: np.ndarray, x: np.ndarray, masks: Masks, training: bool) -> tuple[Any, ...]:
        """Fill ``y`` and return what the backward kernel needs besides input, output and masks."""
        raise NotImplementedError

    def run_backward(self, passed_on: np.ndarray, passes: bool, step: np.ndarray, onto: float) -> None:
        """Fill ``passed_on``, if the layer ``passes`` a step on, and change the parameters."""
        raise NotImplementedError
