"""What is known of each network without building it: one record per network, free of torch.

A network is registered by its record alone::

    register(
        Architecture(
            name="TanhNet",
            builder="my_package.tanh_net:hidden_layer",
            hyperparameters={**LAYERS, "learning_rate": "positive number"},
        )
    )

From then on it can be configured, planned, trained in stacks, benchmarked and reported like the paper's seven.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from snnbench.nets.architecture import BLOCKS, LAYERS, TRAINING, Architecture, Shape
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.nets.ranges import RANGES

_registered: dict[str, Architecture] = {}

ARCHITECTURES: Mapping[str, Architecture] = MappingProxyType(_registered)
"""Every registered network by name, the paper's seven first; grows with :func:`register`."""


def register(architecture: Architecture) -> None:
    """Make a network known by its record; registering an equal record again changes nothing.

    Raises
    ------
    ValueError
        If another network has the name, or a hyperparameter's range is unknown.
    """
    known = _registered.setdefault(architecture.name, architecture)
    if known != architecture:
        raise ValueError(f"there is another network called {architecture.name}, built by {known.builder}")
    unknown = sorted(set(architecture.hyperparameters.values()) - set(RANGES))
    if unknown or ":" not in architecture.builder:
        del _registered[architecture.name]
        wrong = f"{unknown[0]!r} is not one of {', '.join(RANGES)}" if unknown else "builder must be module:function"
        raise ValueError(f"network {architecture.name}: {wrong}")


def unregister(name: str) -> None:
    """Forget a network that was registered from outside the package; an unknown name is no error."""
    if name in _registered and not _registered[name].in_paper:
        del _registered[name]


def depth_names() -> set[str]:
    """Return the names under which the registered networks count their hidden layers."""
    return {architecture.depth for architecture in _registered.values()}


def depth_of(hyperparameters: Hyperparameters) -> int:
    """Return the hidden layers (or blocks) that the hyperparameters of any registered network ask for.

    Raises
    ------
    KeyError
        If they name no depth.
    """
    for name in depth_names():
        if name in hyperparameters:
            return int(hyperparameters[name])
    raise KeyError(f"none of {', '.join(sorted(depth_names()))} in {dict(hyperparameters)}")


def shape_key(hyperparameters: Hyperparameters) -> tuple[tuple[str, Any], ...]:
    """Return what members of one stack must agree on.

    Learning rate, dropout and L2 are numbers per member, and depth may differ where all layers are of one
    width (see :class:`~snnbench.nets.network.Network`).
    """
    free = set(TRAINING)
    if hyperparameters.get("layer_form") != "conic":
        free |= depth_names()
    return tuple(sorted((k, v) for k, v in hyperparameters.items() if k not in free))


def _highway_matrices(hyperparameters: Hyperparameters, inputs: int, units: int) -> list[Shape]:
    return [(units, units)] * 2


def _residual_matrices(hyperparameters: Hyperparameters, inputs: int, units: int) -> list[Shape]:
    widths = [units, *block_widths(hyperparameters, units)]
    return list(itertools.pairwise(widths))


def block_widths(hyperparameters: Hyperparameters, units: int) -> list[int]:
    """Return the units of a residual block's layers: two, or three through a bottleneck ("diavolo")."""
    if hyperparameters.get("block_form") != "diavolo":
        return [units, units]
    narrow = max(1, round(hyperparameters["bottleneck"] * units))
    return [narrow, narrow, units]


def _register_the_papers() -> None:
    """Register the seven networks of the paper, with its search spaces (Tables A4-A10, A14-A27)."""
    for name, module, gain in (
        ("SNN", "snn", 1.0),
        ("MSRAinit", "msra_init", 2.0),
        ("BatchNorm", "batch_norm", 2.0),
        ("LayerNorm", "layer_norm", 2.0),
        ("WeightNorm", "weight_norm", 2.0),
    ):
        builder = f"snnbench.nets.hidden.{module}:hidden_layer"
        register(
            Architecture(name=name, builder=builder, hyperparameters={**TRAINING, **LAYERS}, in_paper=True, gain=gain)
        )
    register(
        Architecture(
            name="Highway",
            builder="snnbench.nets.hidden.highway:hidden_layer",
            hyperparameters={**TRAINING, **{name: LAYERS[name] for name in ("hidden_units", "hidden_layers")}},
            reads_data=False,
            in_paper=True,
            matrices=_highway_matrices,
            unpassed=2,
        )
    )
    register(
        Architecture(
            name="ResNet",
            builder="snnbench.nets.hidden.resnet:hidden_layer",
            hyperparameters={**BLOCKS, **{name: TRAINING[name] for name in ("learning_rate", "l2")}},
            depth="blocks",
            width="units_per_block",
            reads_data=False,
            in_paper=True,
            matrices=_residual_matrices,
            unpassed=0,
        )
    )


_register_the_papers()
