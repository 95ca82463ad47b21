"""Checks of the user's own networks, by importing what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from snnbench.config.grids import grid_errors
from snnbench.data.catalog import nearest
from snnbench.methods.baselines import BASELINES
from snnbench.methods.declared import OwnNetwork
from snnbench.methods.own_networks import declare, record_of
from snnbench.methods.registry import GROUPS_OF_METHODS, METHODS, NETS
from snnbench.nets.architectures import depth_names
from snnbench.nets.own.records import imported


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
        elif network.name not in (*NETS, *BASELINES, *GROUPS_OF_METHODS):
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
        if network.activation is not None:
            from snnbench.nets.own.activation import loaded

            try:
                loaded(record_of(network))  # type: ignore[arg-type]
            except Exception as error:  # the function or class is the user's
                yield f"{path}.activation: {error}"
                continue
        if network.grid or network.like is None:
            yield from _depth_errors(path, network)
            yield from grid_errors(f"{path}.grid", network.grid, METHODS[network.name], imports)


def _depth_errors(path: str, network: OwnNetwork) -> Iterator[str]:
    """Yield which hyperparameters would count a module's layers next to the one that the config names."""
    searched = {name for part in ([network.grid] if isinstance(network.grid, dict) else network.grid) for name in part}
    for name in sorted((depth_names() - {network.depth}) & searched if network.depth else ()):
        yield f"{path}.depth: '{network.depth}' is wrong: the grid has {name}, another network's depth"
