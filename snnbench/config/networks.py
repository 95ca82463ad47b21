"""Checks of the user's own networks, by importing what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from snnbench.config.grids import grid_errors
from snnbench.data.catalog import nearest
from snnbench.methods.declared import OwnNetwork
from snnbench.methods.own_networks import declare, is_declared, record_of
from snnbench.methods.registry import GROUPS_OF_METHODS, METHODS, NETS
from snnbench.nets.architectures import TRAINING, depth_names
from snnbench.nets.own.records import OF_TRAINING, ActivationNetwork, ModuleNetwork, imported
from snnbench.nets.ranges import RANGES


def network_errors(networks: Sequence[tuple[int, OwnNetwork]], imports: bool) -> Iterator[str]:
    """Yield what is wrong with declared networks, each given with its place in the config's list; register the others.

    Parameters
    ----------
    networks : sequence of (int, OwnNetwork)
    imports : bool
        Whether PyTorch and the user's modules are imported, which takes seconds.
    """
    free = []
    for i, network in networks:
        if network.like is not None and network.like not in NETS:
            yield f"networks.{i}.like: no built-in network is called '{network.like}' ({nearest(network.like, NETS)})"
        elif network.name not in (*METHODS, *GROUPS_OF_METHODS) or is_declared(network.name):
            free.append((i, network))
    declare(network for _, network in free)
    for i, network in free if imports else ():
        path = f"networks.{i}"
        try:
            for key in ("activation", "module", "layer", "optimizer"):
                if (dotted := getattr(network, key)) is not None:
                    imported(dotted)
        except ValueError as error:
            yield f"{path}.{key}: {error}"
            continue
        found = list(_errors_of(path, network))
        yield from found
        if not found and (network.grid or network.like is None):
            yield from _depth_errors(path, network)
            yield from grid_errors(f"{path}.grid", network.grid, METHODS[network.name], imports)


def _errors_of(path: str, network: OwnNetwork) -> Iterator[str]:
    """Yield what is wrong with what a network is made of, by making it."""
    record = record_of(network)
    if isinstance(record, ActivationNetwork):
        from snnbench.nets.own.activation import check_activation

        try:
            check_activation(record)
        except Exception as error:  # the function or class is the user's
            yield f"{path}.activation: {error}"
        if network.dropout == "none" and any("dropout" in part for part in _parts(network)):
            yield f"{path}.grid.dropout: its values would all mean the same, as the network's `dropout` is none"
    elif isinstance(record, ModuleNetwork):
        yield from _module_errors(path, network, record)


def _module_errors(path: str, network: OwnNetwork, record: ModuleNetwork) -> Iterator[str]:
    from torch import nn

    from snnbench.nets.own.optimizer import options_of

    made = imported(record.module)
    if not callable(made) or (isinstance(made, type) and not issubclass(made, nn.Module)):
        yield f"{path}.module: '{record.module}' is no class of modules (torch.nn.Module)"
        return
    try:
        parameters = record.signature.parameters
    except ValueError as error:
        yield f"{path}.module: {error}"
        return
    known = list(parameters)[2:]
    takes_others = any(one.kind is one.VAR_KEYWORD for one in parameters.values())
    in_grid = {name for part in _parts(network) for name in part}
    wrong = False
    for name in network.arguments:
        if name in in_grid:
            wrong = True
            yield f"{path}.arguments.{name}: the grid has {name} too, and would decide"
        elif name not in known and not takes_others:
            wrong = True
            yield f"{path}.arguments.{name}: unknown argument of {record.module} ({nearest(name, known)})"
    for part in () if wrong else _parts(network):
        setting = {name: values[0] for name, values in part.items() if values}
        unknown = [name for name in setting if name not in (*known, *OF_TRAINING) and not takes_others]
        if unknown or "learning_rate" not in setting:
            continue  # said by the check of the grid
        own = {name: value for name, value in setting.items() if name not in OF_TRAINING}
        try:
            record.signature.bind(1, 2, **{**network.arguments, **own})
        except TypeError as error:
            yield f"{path}.module: {record.module} cannot be made as (inputs, outputs, **hyperparameters): {error}"
            continue
        if RANGES[TRAINING["learning_rate"]](setting["learning_rate"]) and RANGES[TRAINING["l2"]](setting.get("l2", 0)):
            setting = {**setting, **({"l2": max(part["l2"])} if "l2" in setting else {})}
            try:
                options_of(imported(record.optimizer), record.optimizer_arguments, setting)
            except ValueError as error:
                yield f"{path}.optimizer: {error}"
                return


def _parts(network: OwnNetwork) -> list[dict[str, list[Any]]]:
    return [network.grid] if isinstance(network.grid, dict) else network.grid


def _depth_errors(path: str, network: OwnNetwork) -> Iterator[str]:
    """Yield which hyperparameters would count a module's layers besides the one that the config names."""
    searched = {name for part in _parts(network) for name in part}
    for name in sorted((depth_names() - {network.depth}) & searched if network.depth else ()):
        yield f"{path}.depth: '{network.depth}' is wrong: the grid has {name}, another network's depth"
