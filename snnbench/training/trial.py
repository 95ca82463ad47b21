"""What is known of one hyperparameter setting after it was tried."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

FAILED = "failed: "
"""How a status begins that says what went wrong; another call may mend it."""


@dataclass
class Trial:
    """One setting of a search and how it did.

    Attributes
    ----------
    hyperparameters : mapping
    number : int
        Place in the grid, from 0.
    seed : int
        Of whatever is random about this setting alone.
    epoch : int
        Epochs after which the validation score was best; 0 for methods without epochs.
    validation_score : float
        In [0, 1]; smoothed for nets; NaN if there is none. All that selection sees.
    test_score : float
        In [0, 1], of the model at ``epoch``; reported, never selected on.
    epochs : int
        Epochs trained.
    seconds : float
        Processor time, shared evenly among the members of a stack.
    status : str
        ``ok``, or why the setting cannot be chosen.
    validation_curve, training_loss : list of float
        Per epoch; empty for methods without epochs.
    test_predictions : ndarray of float32, shape (test rows, classes or assays), optional
        Probabilities at ``epoch``, where they are asked for.
    """

    hyperparameters: Mapping[str, Any]
    number: int = 0
    seed: int = 0
    epoch: int = 0
    validation_score: float = math.nan
    test_score: float = math.nan
    epochs: int = 0
    seconds: float = 0.0
    status: str = "ok"
    validation_curve: list[float] = field(default_factory=list)
    training_loss: list[float] = field(default_factory=list)
    test_predictions: np.ndarray | None = None

    @property
    def can_be_chosen(self) -> bool:
        """Whether the setting was tried without failing and has a score."""
        return self.status == "ok" and not math.isnan(self.validation_score)

    def forget(self) -> None:
        """Go back to the state before the setting was tried."""
        fresh = Trial(self.hyperparameters, self.number, self.seed)
        self.__dict__.update(fresh.__dict__)
