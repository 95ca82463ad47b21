"""How a user declares a method."""

from __future__ import annotations

import itertools
import math
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from snnbench.settings import Settings

Grid = dict[str, list[Any]] | list[dict[str, list[Any]]]
"""Values to try per hyperparameter; a list of such grids is their union (scikit-learn's ParameterGrid)."""


DOTTED = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$"
"""A dotted name of a module's member."""


class Estimator(Settings):
    """A user's own method: any scikit-learn classifier."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=100)
    """Becomes the method's name; must differ from every built-in one."""
    estimator: str = Field(pattern=DOTTED)
    """``module.Class``, importable where snakemake runs."""
    grid: Grid = Field(default_factory=dict)
    """Keyword arguments to try, as for scikit-learn's ParameterGrid; empty: the defaults only."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """Keyword arguments that stay the same."""
    gpu: bool = False
    """Whether it computes on a GPU, as cuML's classes do: its cells then get one like those of networks, by ``device``
    and ``jobs_per_gpu``."""


class OwnNetwork(Settings):
    """A user's own network: another activation, another hidden layer in a built-in network, or any PyTorch module."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=100)
    """Becomes the method's name; must differ from every built-in one."""
    activation: str | None = Field(default=None, pattern=DOTTED)
    """Dotted name of an elementwise function of a tensor, such as ``torch.nn.functional.silu``, or of a class of
    modules without parameters, such as ``torch.nn.GELU``."""
    module: str | None = Field(default=None, pattern=DOTTED)
    """Or the dotted name of a class of modules that return logits, made as
    ``module(inputs, outputs, **hyperparameters)``."""
    layer: str | None = Field(default=None, pattern=DOTTED)
    """Or the dotted name of a function that builds a hidden layer from those of the package, with ``like``."""
    like: str | None = None
    """With a layer: the built-in network whose hidden layers it replaces; all else stays, by default the grid too."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """Keyword arguments of the function or class that stay the same."""
    gain: float | Literal["auto"] = "auto"
    """With an activation, initial weights have variance ``gain / fan_in``; ``auto`` keeps the variance of the net
    inputs from layer to layer (2 for ReLU, 1 for SELU)."""
    dropout: Literal["plain", "alpha", "none"] = "plain"
    """Kind of dropout after an activation; ``alpha`` restores the activation's mean and variance."""
    optimizer: str = Field(default="torch.optim.SGD", pattern=DOTTED)
    """Of a module: dotted name of a class of PyTorch's optimisers."""
    optimizer_arguments: dict[str, Any] = Field(default_factory=dict)
    """Its keyword arguments besides the learning rate."""
    depth: str = ""
    """Of a module: name of the hyperparameter that counts its layers or blocks, by which ``search.by_depth`` tells
    settings apart. Empty: all of them compete with each other."""
    grid: Grid = Field(default_factory=dict)
    """What to try; ``learning_rate`` is needed. A module gets all but ``learning_rate`` and ``l2``."""

    @property
    def kind(self) -> Literal["activation", "module", "layer"]:
        """The key that says what the network is made of."""
        return "activation" if self.activation is not None else "module" if self.module is not None else "layer"

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(name is not None for name in (self.activation, self.module, self.layer)) != 1:
            raise ValueError("a network has either an `activation`, a `module` or a `layer`")
        if self.layer is not None and self.like is None:
            raise ValueError("a network with a `layer` says which built-in network it is `like`")
        if self.gain != "auto" and not 0 < self.gain < math.inf:
            raise ValueError(f"gain: {self.gain} is wrong: it must be a positive number or auto")
        for name in _OF_ONE_KIND:
            given = getattr(self, name) != type(self).model_fields[name].get_default(call_default_factory=True)
            if given and self.kind not in _OF_ONE_KIND[name]:
                raise ValueError(f"`{name}` says nothing about a network with `{self.kind}`")
        return self


_OF_ONE_KIND = {
    "gain": ("activation",),
    "dropout": ("activation",),
    "optimizer": ("module",),
    "optimizer_arguments": ("module",),
    "depth": ("module",),
    "like": ("layer",),
    "arguments": ("activation", "module"),
}
"""Keys of a network that say something about some kinds only."""


def settings_of(grid: Grid) -> list[dict[str, Any]]:
    """Return every setting of a grid, in the order of scikit-learn's ParameterGrid, which takes a second to import."""
    settings = []
    for part in grid if isinstance(grid, list) else [grid]:
        names = sorted(part)
        settings += [dict(zip(names, values, strict=True)) for values in itertools.product(*(part[n] for n in names))]
    return settings
