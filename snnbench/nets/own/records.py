"""The records of networks that a user declares; free of torch, like those of the built-in ones."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, Literal

from snnbench.nets.architectures import ARCHITECTURES, LAYERS, TRAINING, Architecture, Shape
from snnbench.nets.hyperparameters import Hyperparameters

OF_TRAINING = ("learning_rate", "l2")
"""Hyperparameters of a module's training; its constructor gets all others."""


def imported(path: str | Callable[..., Any]) -> Any:
    """Return the object of a dotted name; what is no name is returned as it is.

    Raises
    ------
    ValueError
        If its module cannot be imported or lacks it.
    """
    if not isinstance(path, str):
        return path
    module, _, name = path.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)
    except (Exception, SystemExit) as error:  # a user's module may do anything when it is imported
        raise ValueError(f"'{path}' cannot be imported: {type(error).__name__}: {error}") from error


def _module_of(source: str | Callable[..., Any]) -> str:
    return source.rpartition(".")[0] if isinstance(source, str) else source.__module__


@dataclass(frozen=True, kw_only=True)
class ActivationNetwork(Architecture):
    """Fully connected layers with an activation of the user's.

    Attributes
    ----------
    activation : str or callable
        Dotted name of an elementwise function of a tensor, or of a class of modules without parameters.
    arguments : mapping
        Keyword arguments of the function or the class.
    initial_gain : float or "auto"
        Initial weights have variance ``gain / fan_in``. ``auto``: that which keeps the variance of the net inputs.
    dropout_kind : {"plain", "alpha", "none"}
        ``alpha`` restores the activation's mean and variance, as the paper's does for SELU.
    """

    builder: str = "snnbench.nets.own.elementwise:hidden_layer"
    hyperparameters: Mapping[str, str] = field(default_factory=lambda: {**TRAINING, **LAYERS})
    activation: str | Callable[..., Any]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    initial_gain: float | Literal["auto"] = "auto"
    dropout_kind: Literal["plain", "alpha", "none"] = "plain"

    @property
    def modules(self) -> tuple[str, ...]:
        """Modules that decide the network's results, besides those that train every network."""
        return (*super().modules, _module_of(self.activation))

    def load_builder(self) -> Callable[..., Any]:
        """Return the function that builds a hidden layer with this activation."""
        return partial(super().load_builder(), self)


@dataclass(frozen=True, kw_only=True)
class LayerNetwork(Architecture):
    """A built-in network with another hidden layer: initial weights, stem, output layer and search space stay.

    Attributes
    ----------
    like : str
        The built-in network.
    """

    like: str
    # What matrices a layer has follows from `like`; a function's repr would differ from process to process.
    matrices: Callable[[Hyperparameters, int, int], list[Shape]] = field(repr=False)

    @classmethod
    def replacing(cls, like: str, name: str, layer: str) -> LayerNetwork:
        """Return the record of a built-in network whose hidden layers a function of a dotted name builds.

        Raises
        ------
        KeyError
            If there is no built-in network of the name ``like``.
        """
        known = {field.name: getattr(ARCHITECTURES[like], field.name) for field in fields(Architecture)}
        module, _, function = layer.rpartition(".")
        return cls(**{**known, "name": name, "builder": f"{module}:{function}", "in_paper": False, "like": like})


@dataclass(frozen=True, kw_only=True)
class ModuleNetwork(Architecture):
    """Any ``torch.nn.Module``, made as ``module(inputs, outputs, **hyperparameters)``.

    Attributes
    ----------
    module : str or class
        The class or its dotted name.
    arguments : mapping
        Keyword arguments of the class that stay the same.
    optimizer : str or class
        A class of ``torch.optim``'s kind or its dotted name.
    optimizer_arguments : mapping
        Its keyword arguments besides the learning rate.
    depth : str
        Name of the hyperparameter that counts layers or blocks; empty if there is none.
    """

    builder: str = "snnbench.nets.own.module_network:ModuleStackNetwork"
    hyperparameters: Mapping[str, str] = field(default_factory=lambda: {name: TRAINING[name] for name in OF_TRAINING})
    depth: str = ""
    width: str = ""
    module: str | type
    arguments: Mapping[str, Any] = field(default_factory=dict)
    optimizer: str | type = "torch.optim.SGD"
    optimizer_arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def modules(self) -> tuple[str, ...]:
        """Modules that decide the network's results, besides those that train every network."""
        return (*super().modules, _module_of(self.module), _module_of(self.optimizer))

    def make(self, inputs: int, outputs: int, hyperparameters: Hyperparameters) -> Any:
        """Return a module of a setting.

        Raises
        ------
        ValueError
            If the class cannot be imported; the constructor may raise anything else.
        """
        own = {name: value for name, value in hyperparameters.items() if name not in OF_TRAINING}
        return imported(self.module)(inputs, outputs, **{**self.arguments, **own})

    @property
    def signature(self) -> inspect.Signature:
        """Return the constructor's parameters.

        Raises
        ------
        ValueError
            If the class cannot be imported, or does not say what it takes.
        """
        made = imported(self.module)
        try:
            return inspect.signature(made)
        except (TypeError, ValueError) as error:
            raise ValueError(f"'{self.module}' does not say what it takes: {error}") from error

    def parameters(self, asked: Collection[str]) -> list[str]:
        """Return the names that the constructor takes besides inputs and outputs: any that are asked for if it says so.

        Raises
        ------
        ValueError
            If the class cannot be imported, or does not say what it takes.
        """
        known = list(self.signature.parameters.values())[2:]
        names = [one.name for one in known if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)]
        return [*names, *(asked if any(one.kind is one.VAR_KEYWORD for one in known) else ())]

    def depth_of(self, hyperparameters: Hyperparameters) -> int:
        """Return the hyperparameter that the record calls its depth, or 1 without one."""
        return super().depth_of(hyperparameters) if self.depth in hyperparameters else 1

    def units_of(self, hyperparameters: Hyperparameters, inputs: int) -> int:
        """Return the widest layer's units, as far as weight matrices tell."""
        return max(units for _, units in self.weight_shapes(hyperparameters, inputs, 2))

    def weight_shapes(self, hyperparameters: Hyperparameters, inputs: int, outputs: int) -> list[Shape]:
        """Return the shapes of the module's matrices, which is made for it without memory for its weights.

        A module that cannot be made this way counts as one matrix; what is wrong with it shows when it is trained.
        """
        try:
            import torch  # planning other networks needs no torch

            with torch.device("meta"):
                module = self.make(inputs, outputs, hyperparameters)
            shapes = [(p[0].numel(), len(p)) for p in module.parameters() if p.ndim > 1]
        except Exception:  # the constructor is the user's
            shapes = []
        return shapes or [(inputs, outputs)]
