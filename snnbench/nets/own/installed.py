"""Networks that installed packages bring along."""

from __future__ import annotations

import re
from collections.abc import Collection
from importlib import metadata

from snnbench.nets.architectures import ARCHITECTURES, Architecture, register

GROUP = "snnbench.networks"
"""The group of entry points whose objects are records of networks."""


def register_installed(taken: Collection[str]) -> None:
    """Register every record that an installed package names as an entry point.

    Parameters
    ----------
    taken : collection of str
        Names of other methods and of groups of methods.

    Raises
    ------
    ImportError
        If an entry point cannot be loaded, is no record, or its name cannot be used; names the package.
    """
    for point in sorted(metadata.entry_points(group=GROUP)):
        try:
            record = point.load()
            _check(record, taken)
            register(record)
        except Exception as error:  # the package is the user's
            package = point.dist.name if point.dist else "an unknown package"
            raise ImportError(
                f"network '{point.name}' ({point.value}), an entry point '{GROUP}' of {package}, cannot be registered: "
                f"{type(error).__name__}: {error}"
            ) from error


def _check(record: object, taken: Collection[str]) -> None:
    if not isinstance(record, Architecture):
        raise TypeError(f"it is a {type(record).__name__}, not a {Architecture.__module__}.{Architecture.__name__}")
    if record.in_paper:
        raise ValueError("in_paper is true, and the paper's seven are built in")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,99}", record.name):
        raise ValueError(f"the name {record.name!r} must be a letter and then letters, digits, '_', '.' or '-'")
    lower = {name.lower(): name for name in (*taken, *ARCHITECTURES) if name != record.name or name in taken}
    if (other := lower.get(record.name.lower())) is not None:
        raise ValueError(f"the name '{record.name}' is taken by '{other}'; upper and lower case are equal")
