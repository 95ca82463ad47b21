"""Which nets train together: a function of the grid and the task alone, never of the machine."""

from __future__ import annotations

from collections.abc import Sequence

from snnbench.nets.architectures import ARCHITECTURES, depth_of, parameter_count, shape_key
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.training.trial import Trial

ACTIVATIONS_KEPT = 4
"""Tensors of a layer's size alive between forward and backward pass: inputs, outputs, masks, steps."""


KEPT_BETWEEN_RUNGS = 4
"""Halving keeps a cell's nets while they wait at a rung, up to so many times the memory of a stack. Larger
grids are trained again from the start up to the next rung."""


def member_megabytes(
    method: str, hyperparameters: Hyperparameters, inputs: int, outputs: int, batch_size: int
) -> float:
    """Return the memory one net takes while it trains: weights, those of its best epoch, activations.

    Parameters
    ----------
    method : str
    hyperparameters : mapping
    inputs, outputs, batch_size : int
    """
    shapes = ARCHITECTURES[method].weight_shapes(hyperparameters, inputs, outputs)
    activations = ACTIVATIONS_KEPT * batch_size * sum(units for _, units in shapes)
    return 4 * (2 * parameter_count(shapes) + activations) / 2**20


def waits_in_memory(
    method: str, trials: Sequence[Trial], inputs: int, outputs: int, batch_size: int, stack_megabytes: float
) -> bool:
    """Return whether all nets of a grid may wait in memory at the rungs of halving; parameters as below."""
    sizes = (member_megabytes(method, trial.hyperparameters, inputs, outputs, batch_size) for trial in trials)
    return sum(sizes) <= KEPT_BETWEEN_RUNGS * stack_megabytes


def plan_stacks(
    method: str,
    trials: Sequence[Trial],
    inputs: int,
    outputs: int,
    batch_size: int,
    stack_megabytes: float,
) -> list[list[Trial]]:
    """Group trials of one shape, cut the groups to size, and order them longest first.

    Parameters
    ----------
    method : str
    trials : sequence of Trial
    inputs, outputs, batch_size : int
    stack_megabytes : float
        Most memory of a stack; a single net may exceed it.

    Returns
    -------
    list of list of Trial
        Every trial once.
    """

    def operations(trial: Trial) -> int:
        return ARCHITECTURES[method].step_operations(trial.hyperparameters, inputs, outputs, batch_size)

    groups: dict[object, list[Trial]] = {}
    for trial in sorted(trials, key=lambda trial: (-depth_of(trial.hyperparameters), trial.number)):
        groups.setdefault(shape_key(trial.hyperparameters), []).append(trial)
    stacks: list[list[Trial]] = []
    for group in groups.values():
        used = stack_megabytes
        for trial in group:
            size = member_megabytes(method, trial.hyperparameters, inputs, outputs, batch_size)
            if used + size > stack_megabytes:
                stacks.append([])
                used = 0.0
            stacks[-1].append(trial)
            used += size
    return sorted(stacks, key=lambda stack: -sum(map(operations, stack)))
