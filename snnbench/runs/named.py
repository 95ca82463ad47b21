"""The method that a config means by a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snnbench.methods.registry import METHODS
from snnbench.methods.scikit_learn import ScikitLearn

if TYPE_CHECKING:
    from snnbench.config.model import Config
    from snnbench.methods.method import Method


def method_named(name: str, config: Config) -> Method:
    """Return a built-in method or one of the config's ``estimators``."""
    for declared in config.estimators:
        if declared.name == name:
            return ScikitLearn(name, declared.estimator, declared.arguments, uses_gpu=declared.gpu)
    return METHODS[name]
