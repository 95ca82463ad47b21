"""Benchmark-reproduction pipeline of "Self-Normalizing Neural Networks" (Klambauer et al., NIPS 2017)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snnbench.data.load import load_task
    from snnbench.estimators import FNNClassifier, SNNClassifier

__version__ = "0.1.0"
__all__ = ["FNNClassifier", "SNNClassifier", "__version__", "load_task"]

# Imported when asked for: the workflow reads its config in every job, and torch takes two seconds to import.
_HOMES = {
    "load_task": "snnbench.data.load",
    "FNNClassifier": "snnbench.estimators",
    "SNNClassifier": "snnbench.estimators",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'snnbench' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
