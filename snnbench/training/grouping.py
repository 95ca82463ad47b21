"""Which nets train together: a function of the grid and the task alone, never of the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from snnbench.nets.architecture import parameter_count
from snnbench.nets.architectures import ARCHITECTURES, depth_of, shape_key
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.training.trial import Trial

TENSORS_PER_LAYER = 4
"""Tensors of a layer's size alive between forward and backward pass: inputs, outputs, masks, steps."""

WAITING_STACKS = 4
"""Nets that wait at a rung of halving stay in memory if together they take at most as much as this many stacks. Those
of larger grids are trained again from the start up to the next rung."""


def member_megabytes(
    method: str, hyperparameters: Hyperparameters, inputs: int, outputs: int, batch_size: int, weight_sets: int = 2
) -> float:
    """Return the memory one net takes while it trains: sets of weights, and activations.

    Parameters
    ----------
    method : str
    hyperparameters : mapping
    inputs, outputs, batch_size : int
    weight_sets : int
        The present weights and those of the best epoch, and averaged ones if there are any.
    """
    shapes = ARCHITECTURES[method].weight_shapes(hyperparameters, inputs, outputs)
    activations = TENSORS_PER_LAYER * batch_size * sum(units for _, units in shapes)
    return 4 * (weight_sets * parameter_count(shapes) + activations) / 2**20


@dataclass(frozen=True)
class Grouping:
    """What decides how the nets of a method are grouped into stacks on a task.

    Attributes
    ----------
    method : str
    inputs, outputs, batch_size : int
    stack_megabytes : float
        Most memory of a stack; a single net may exceed it.
    weight_sets : int
        See :func:`member_megabytes`.
    """

    method: str
    inputs: int
    outputs: int
    batch_size: int
    stack_megabytes: float
    weight_sets: int = 2

    def megabytes(self, trial: Trial) -> float:
        """Return the memory of a trial's net."""
        sizes = self.inputs, self.outputs, self.batch_size, self.weight_sets
        return member_megabytes(self.method, trial.hyperparameters, *sizes)

    def operations(self, trial: Trial) -> int:
        """Return the floating-point operations of a step of a trial's net."""
        record = ARCHITECTURES[self.method]
        return record.step_operations(trial.hyperparameters, self.inputs, self.outputs, self.batch_size)

    def wait_in_memory(self, trials: Sequence[Trial]) -> bool:
        """Return whether all nets of a grid may wait in memory at the rungs of halving."""
        return sum(map(self.megabytes, trials)) <= WAITING_STACKS * self.stack_megabytes

    def group_into_stacks(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        """Group trials of one shape, cut the groups to size, and order them longest first.

        Returns
        -------
        list of list of Trial
            Every trial once.
        """
        groups: dict[object, list[Trial]] = {}
        for trial in sorted(trials, key=lambda trial: (-depth_of(trial.hyperparameters), trial.number)):
            groups.setdefault(shape_key(trial.hyperparameters), []).append(trial)
        stacks: list[list[Trial]] = []
        for group in groups.values():
            used = self.stack_megabytes
            for trial in group:
                size = self.megabytes(trial)
                if used + size > self.stack_megabytes:
                    stacks.append([])
                    used = 0.0
                stacks[-1].append(trial)
                used += size
        return sorted(stacks, key=lambda stack: -sum(map(self.operations, stack)))
