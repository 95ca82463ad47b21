"""What a module's optimiser is made with, and whether it can train the module."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from snnbench.nets.hyperparameters import Hyperparameters

GIVEN = {"params": "the module's parameters", "lr": "`learning_rate`", "weight_decay": "`l2`"}
"""Keyword arguments of an optimiser that come from elsewhere."""


def options_of(optimizer: Any, arguments: Mapping[str, Any], setting: Hyperparameters) -> dict[str, Any]:
    """Return the keyword arguments of an optimiser in a setting.

    Parameters
    ----------
    optimizer : class
        Of ``torch.optim``'s kind.
    arguments : mapping
        Keyword arguments that stay the same.
    setting : mapping
        With ``learning_rate`` and, for a weight decay other than the optimiser's own, ``l2``.

    Raises
    ------
    ValueError
        If the class is no optimiser, does not take these arguments, or cannot take a step with them.
    """
    if not (isinstance(optimizer, type) and issubclass(optimizer, torch.optim.Optimizer)):
        raise ValueError(f"{optimizer!r} is no optimiser: a class such as torch.optim.AdamW is needed")
    name = optimizer.__name__
    for taken in GIVEN:
        if taken in arguments:
            raise ValueError(f"argument '{taken}' of {name} cannot be given, since {GIVEN[taken]} sets it")
    known = inspect.signature(optimizer).parameters
    takes_others = any(one.kind is one.VAR_KEYWORD for one in known.values())
    for given in arguments:
        if given not in known and not takes_others:
            valid = ", ".join(one for one in known if one not in GIVEN)
            raise ValueError(f"{name} has no argument '{given}'; it has {valid}")
    options = {"lr": float(setting["learning_rate"]), **arguments}
    if "l2" in setting and ("weight_decay" in known or takes_others):
        # 0 too: AdamW decays by 0.01 where nothing is said.
        options["weight_decay"] = float(setting["l2"])
    if optimizer is not torch.optim.SGD or arguments:
        _try_out(optimizer, options)
    if setting.get("l2") and "weight_decay" not in options:
        raise ValueError(f"{name} has no weight decay, and l2 is {setting['l2']}; it must be 0")
    return options


def _try_out(optimizer: type[torch.optim.Optimizer], options: dict[str, Any]) -> None:
    """Raise ValueError if the optimiser cannot be made, or cannot take a step from gradients alone."""
    matrix = nn.Parameter(torch.zeros(2, 2))
    matrix.grad = torch.zeros(2, 2)
    try:
        with torch.random.fork_rng(devices=[]):
            optimizer([matrix], **options).step()
    except Exception as error:  # the class may be the user's
        written = ", ".join(f"{name}={value!r}" for name, value in options.items())
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise ValueError(f"{optimizer.__name__}({written}) cannot take a step from gradients: {reason}") from error
