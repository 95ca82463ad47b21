"""What a classifier's ``method`` stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import nn

from snnbench.methods.registry import is_network
from snnbench.nets.architectures import ARCHITECTURES, Architecture, register, unregister
from snnbench.nets.own.activation import check_activation
from snnbench.nets.own.records import ActivationNetwork, ModuleNetwork


def network_of(method: Any, arguments: Mapping[str, Any], optimizer: Any, inputs: int, outputs: int) -> Architecture:
    """Return the record of a method.

    Parameters
    ----------
    method : str, callable or class
        See :class:`snnbench.estimators.FNNClassifier`.
    arguments : mapping
        Of the activation or module.
    optimizer : class or None
        Of the module.
    inputs, outputs : int
        Features and classes, from which a class of modules is made.

    Raises
    ------
    ValueError
        If the method is none, or has no use for what is given.
    """
    if isinstance(method, partial) and isinstance(method.func, type):
        name = method.func.__qualname__
        raise ValueError(f"method=partial({name}, ...) is wrong: write method={name} and arguments={{...}}")
    is_module = _is_module_class(method, arguments, inputs, outputs)
    if optimizer is not None and not is_module:
        raise ValueError(f"optimizer={optimizer!r} is wrong: only a class of modules has an optimiser of its own")
    if isinstance(method, str):
        if not is_network(method):
            raise ValueError(f"method {method!r} is unknown; valid are {', '.join(ARCHITECTURES)}")
        if arguments:
            raise ValueError(f"arguments={dict(arguments)!r} is wrong: {method} takes none")
        return ARCHITECTURES[method]
    if not callable(method):
        raise ValueError(f"method={method!r} is wrong: it must be a name, an activation or a class of modules")
    name = f"<{getattr(method, '__qualname__', type(method).__qualname__)}>"
    if is_module:
        chosen = {} if optimizer is None else {"optimizer": optimizer}
        module = ModuleNetwork(name=name, module=method, arguments=arguments, **chosen)
        try:
            _made(method, inputs, outputs, **arguments)
        except Exception as error:  # the class is the user's
            reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
            raise ValueError(
                f"method={name[1:-1]} cannot be made with {inputs} inputs, {outputs} outputs and "
                f"arguments={dict(arguments)!r}: {reason}"
            ) from error
        return module
    activation = ActivationNetwork(name=name, activation=method, arguments=arguments)
    check_activation(activation)
    return activation


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


def _is_module_class(method: Any, arguments: Mapping[str, Any], inputs: int, outputs: int) -> bool:
    """Whether a class of modules is made from the numbers of inputs and outputs, as an activation's is not.

    Signatures do not tell: ``nn.Threshold`` takes two numbers as well, and a network may take any. So the class is
    made both ways; of PyTorch's own activations it is known.
    """
    if not (isinstance(method, type) and issubclass(method, nn.Module)):
        return False
    if method.__module__ == nn.PReLU.__module__:
        return False
    try:
        made = _made(method, inputs, outputs, **arguments)
    except Exception:  # the class is the user's
        return not _can_be_made(method, **arguments)
    return any(True for _ in made.parameters()) or not _can_be_made(method, **arguments)


def _can_be_made(method: type, *sizes: int, **arguments: Any) -> bool:
    try:
        _made(method, *sizes, **arguments)
    except Exception:  # the class is the user's
        return False
    return True


def _made(method: type, *sizes: int, **arguments: Any) -> Any:
    """Return a module whose initial weights are drawn without moving PyTorch's generator."""
    with torch.random.fork_rng(devices=[]):
        return method(*sizes, **arguments)
