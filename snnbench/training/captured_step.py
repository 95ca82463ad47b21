"""A training step on a GPU as one CUDA graph.

A step of small nets is hundreds of kernels of a few microseconds, and Python needs longer to launch one than the
GPU to run it. A graph launches them all at once.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

TakeStep = Callable[[Tensor, Tensor], None]
"""Takes features (rows, inputs) and targets (rows, outputs) and changes weights in place."""


class CapturedStep:
    """Records a step without taking it, and takes it at every call.

    Parameters
    ----------
    take_step : callable
        Must have been called before on the same shapes, so that libraries are set up.
    features, targets : Tensor
        Of the shapes that every call will have.
    generators : iterable of torch.Generator
        All that the step draws from; they go on as they would without a graph.

    Raises
    ------
    RuntimeError
        If nothing was recorded, as replaying that would train nothing.
    """

    def __init__(
        self, take_step: TakeStep, features: Tensor, targets: Tensor, generators: Iterable[torch.Generator]
    ) -> None:
        self.features, self.targets = features.clone(), targets.clone()
        self.graph = torch.cuda.CUDAGraph()
        for generator in generators:
            self.graph.register_generator_state(generator)
        with empty_graph_is_an_error(), torch.cuda.graph(self.graph):
            take_step(self.features, self.targets)

    def __call__(self, features: Tensor, targets: Tensor) -> None:
        """Take a step on these rows."""
        self.features.copy_(features)
        self.targets.copy_(targets)
        self.graph.replay()


@contextmanager
def empty_graph_is_an_error() -> Iterator[None]:
    """Raise RuntimeError where torch only warns that a graph holds nothing (pytorch issues 87794 and 87894)."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="The CUDA Graph is empty")
        try:
            yield
        except UserWarning as empty:
            raise RuntimeError(f"No training step was captured: {empty}") from empty
