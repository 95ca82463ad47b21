"""The registry of methods: the only place that knows their names, also of networks that installed packages bring along.

Nothing heavy is imported before a method runs, since the workflow reads the names in every job.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping

from snnbench.methods.baselines import BASELINES
from snnbench.methods.method import Method
from snnbench.methods.networks import NetworkMethods
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.nets.own.installed import register_installed

NETS = tuple(name for name, record in ARCHITECTURES.items() if record.in_paper)
"""The paper's seven feed-forward networks."""

GROUPS_OF_METHODS = {"nets": NETS, "baselines": tuple(BASELINES)}
"""What a config may write for several methods at once."""

# Here, since every process that knows methods imports this module.
register_installed(taken=(*BASELINES, *GROUPS_OF_METHODS, "all"))

# The last map comes first when a ChainMap is iterated over.
METHODS: Mapping[str, Method] = ChainMap(dict(BASELINES), NetworkMethods())  # type: ignore[arg-type]
"""Every built-in method and every registered network by name; networks come first."""


def networks() -> tuple[str, ...]:
    """Return the names of all registered networks, the paper's seven (:data:`NETS`) first."""
    return tuple(ARCHITECTURES)


def is_network(name: str) -> bool:
    """Whether a method is a registered network, in the paper or not."""
    return name in ARCHITECTURES


def table_group(name: str) -> str:
    """Return the name of a method's group in Tables A12 and A13: a net's own, or that of what it stands for.

    A user's estimator is a group of its own.
    """
    baseline = BASELINES.get(name)
    return baseline.group if baseline else name
