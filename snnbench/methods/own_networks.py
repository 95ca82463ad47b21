"""Networks that a config declares, as records in the registry."""

from __future__ import annotations

from collections.abc import Iterable

from snnbench.methods.declared import OwnNetwork
from snnbench.methods.networks import replace_registered
from snnbench.nets.architectures import Architecture, unregister
from snnbench.nets.own.records import ActivationNetwork, LayerNetwork, ModuleNetwork

_declared: set[str] = set()


def record_of(network: OwnNetwork) -> Architecture:
    """Return the record of a declared network.

    Raises
    ------
    KeyError
        If it is like a network that is not built in.
    """
    if network.activation is not None:
        return ActivationNetwork(
            name=network.name,
            activation=network.activation,
            arguments=network.arguments,
            initial_gain=network.gain,
            dropout_kind=network.dropout,
        )
    if network.module is None:
        assert network.layer is not None
        assert network.like is not None
        return LayerNetwork.replacing(network.like, network.name, network.layer)
    return ModuleNetwork(
        name=network.name,
        module=network.module,
        arguments=network.arguments,
        optimizer=network.optimizer,
        optimizer_arguments=network.optimizer_arguments,
        depth=network.depth,
    )


def declare(networks: Iterable[OwnNetwork]) -> None:
    """Register the networks of a config, and forget those of the one read before."""
    records = [record_of(network) for network in networks]
    for name in _declared.difference(record.name for record in records):
        unregister(name)
    for record in records:
        replace_registered(record)
    _declared.clear()
    _declared.update(record.name for record in records)


def is_declared(name: str) -> bool:
    """Whether a registered network is one of the config that was read last."""
    return name in _declared
