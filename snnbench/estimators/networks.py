"""What a classifier's ``method`` stands for."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from torch import nn

from snnbench.nets.architectures import ARCHITECTURES, Architecture, register, unregister
from snnbench.nets.own.records import ActivationNetwork, ModuleNetwork


def network_of(method: Any, arguments: Mapping[str, Any], optimizer: Any) -> Architecture:
    """Return the record of a method.

    Parameters
    ----------
    method : str, callable or class
        See :class:`snnbench.estimators.FNNClassifier`.
    arguments : mapping
        Of the activation or module.
    optimizer : class or None
        Of the module.

    Raises
    ------
    ValueError
        If the method is none, or has no use for what is given.
    """
    is_module = _is_module_class(method)
    if optimizer is not None and not is_module:
        raise ValueError(f"optimizer={optimizer!r} is wrong: only a class of modules has an optimiser of its own")
    if isinstance(method, str):
        if method not in ARCHITECTURES:
            raise ValueError(f"method {method!r} is unknown; valid are {', '.join(ARCHITECTURES)}")
        if arguments:
            raise ValueError(f"arguments={dict(arguments)!r} is wrong: {method} takes none")
        return ARCHITECTURES[method]
    if not callable(method):
        raise ValueError(f"method={method!r} is wrong: it must be a name, an activation or a class of modules")
    name = f"<{getattr(method, '__qualname__', type(method).__qualname__)}>"
    if is_module:
        chosen = {} if optimizer is None else {"optimizer": optimizer}
        return ModuleNetwork(name=name, module=method, arguments=arguments, **chosen)
    return ActivationNetwork(name=name, activation=method, arguments=arguments)


@contextmanager
def known(record: Architecture) -> Iterator[None]:
    """Register a record while its networks are built."""
    if record.name in ARCHITECTURES and not record.name.startswith("<"):
        yield
        return
    unregister(record.name)
    register(record)
    try:
        yield
    finally:
        unregister(record.name)


def _is_module_class(method: Any) -> bool:
    """Whether a class of modules is made from the numbers of inputs and outputs, as an activation's is not."""
    if not (isinstance(method, type) and issubclass(method, nn.Module)):
        return False
    parameters = list(inspect.signature(method).parameters.values())
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(one.kind in positional and one.default is one.empty for one in parameters) >= 2
