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


class OwnNetwork(Settings):
    """A user's own network: fully connected layers with another activation, or any module of PyTorch."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=100)
    """Becomes the method's name; must differ from every built-in one."""
    activation: str | None = Field(default=None, pattern=DOTTED)
    """Dotted name of an elementwise function of a tensor, such as ``torch.nn.functional.silu``, or of a class of
    modules without parameters, such as ``torch.nn.GELU``."""
    module: str | None = Field(default=None, pattern=DOTTED)
    """Or the dotted name of a class of modules that return logits, made as
    ``module(inputs, outputs, **hyperparameters)``."""
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
    """Its keyword arguments, but for the learning rate."""
    grid: Grid = Field(default_factory=dict)
    """What to try; ``learning_rate`` is needed. A module gets all but ``learning_rate`` and ``l2``."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.activation is None) == (self.module is None):
            raise ValueError("a network has either an `activation` or a `module`")
        if self.gain != "auto" and not 0 < self.gain < math.inf:
            raise ValueError(f"gain: {self.gain} is wrong: it must be a positive number or auto")
        of_other = ("gain", "dropout") if self.module else ("optimizer", "optimizer_arguments")
        for name in of_other:
            if getattr(self, name) != type(self).model_fields[name].get_default(call_default_factory=True):
                raise ValueError(
                    f"`{name}` says nothing about a network with {'a module' if self.module else 'an activation'}"
                )
        return self


def settings_of(grid: Grid) -> list[dict[str, Any]]:
    """Return every setting of a grid, in the order of scikit-learn's ParameterGrid, which takes a second to import."""
    settings = []
    for part in grid if isinstance(grid, list) else [grid]:
        names = sorted(part)
        settings += [dict(zip(names, values, strict=True)) for values in itertools.product(*(part[n] for n in names))]
    return settings
