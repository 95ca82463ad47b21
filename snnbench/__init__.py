"""Benchmark-reproduction pipeline of "Self-Normalizing Neural Networks" (Klambauer et al., NIPS 2017)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snnbench.data.load import load_task
    from snnbench.estimators import FNNClassifier, SNNClassifier
    from snnbench.theory.mapping import moment_map
    from snnbench.theory.parameters import selu_parameters

__version__ = "0.1.0"
__all__ = ["FNNClassifier", "SNNClassifier", "__version__", "load_task", "moment_map", "selu_parameters"]

# Imported when asked for: the workflow reads its config in every job, and torch takes two seconds to import.
_HOMES = {
    "load_task": "snnbench.data.load",
    "FNNClassifier": "snnbench.estimators",
    "SNNClassifier": "snnbench.estimators",
    "moment_map": "snnbench.theory.mapping",
    "selu_parameters": "snnbench.theory.parameters",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'snnbench' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
