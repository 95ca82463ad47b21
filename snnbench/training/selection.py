"""Which epoch and which setting win (section "Hyperparameters" of the paper's appendix)."""

from __future__ import annotations

from collections.abc import Sequence

from snnbench.nets.architectures import depth_names
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.training.trial import Trial


def moving_average(curve: Sequence[float], window: int) -> float:
    """Return the mean of the last ``window`` values, rounded to 9 digits.

    Rounding makes sums of the same accuracies in another order tie, as they should.

    Parameters
    ----------
    curve : sequence of float
        At least ``window`` long.
    window : int
    """
    return round(sum(curve[-window:]) / window, 9)


def tie_order(hyperparameters: Hyperparameters) -> tuple[float, float, float]:
    """Return the key by which equal scores are ordered, smallest first.

    More layers, then a lower learning rate, then a higher dropout rate. Methods without these tie, and the
    first in the grid wins.
    """
    depth = next((int(hyperparameters[name]) for name in depth_names() if name in hyperparameters), 0)
    return (
        -depth,
        float(hyperparameters.get("learning_rate", 0)),
        -float(hyperparameters.get("dropout", 0)),
    )


def ranked(trials: Sequence[Trial]) -> list[Trial]:
    """Return the trials that can be chosen, best first.

    Parameters
    ----------
    trials : sequence of Trial
        Of one task, split, repeat and method.

    Returns
    -------
    list of Trial
        Empty if none can be chosen.
    """
    return sorted(
        (trial for trial in trials if trial.can_be_chosen),
        key=lambda trial: (-trial.validation_score, *tie_order(trial.hyperparameters), trial.number),
    )
