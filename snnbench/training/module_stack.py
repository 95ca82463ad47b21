"""Training modules of PyTorch by the networks' protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from snnbench.nets.own.module_network import ModuleStackNetwork
from snnbench.nets.own.records import OF_TRAINING, ModuleNetwork
from snnbench.randomness import seed_of
from snnbench.training.data import Data
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial
from snnbench.training.weights import Weights


class ModuleStack(Stack):
    """A :class:`Stack` of modules: the same mini-batches, epochs, records and choice of the epoch.

    Parameters
    ----------
    record : ModuleNetwork
    trials, data, protocol, seed
        As for :class:`Stack`.
    """

    def __init__(
        self, record: ModuleNetwork, trials: Sequence[Trial], data: Data, protocol: TrainingProtocol, seed: int
    ) -> None:
        self.trials = list(trials)
        self.method, self.data, self.protocol, self.seed = record.name, data, protocol, seed
        self.fixed_point = None
        features = data.train[0]
        self.device = features.device
        self.batches = torch.Generator().manual_seed(seed_of(seed, "batches"))
        self.network = ModuleStackNetwork(  # type: ignore[assignment]
            record,
            [dict(trial.hyperparameters) for trial in trials],
            [trial.seed for trial in trials],
            features.shape[1],
            data.loss.outputs,
            seed_of(seed, "masks"),
            self.device,
        )
        self.targets = data.loss.prepare(data.train[1])
        self.epoch = self.steps = 0
        self.best = Weights(self.network)
        self.average = None if protocol.average_weights is None else Weights(self.network)
        self._start_members()


def grouped(trials: Sequence[Trial], megabytes: Callable[[Trial], float], most: float) -> list[list[Trial]]:
    """Return stacks of trials that differ in nothing that shapes their modules.

    Parameters
    ----------
    trials : sequence of Trial
    megabytes : callable
        Returns the memory of a trial's module while it trains, the same for all of one shape.
    most : float
        Megabytes of a stack; a single module may exceed them.

    Returns
    -------
    list of list of Trial
        Every trial once.
    """
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        shape = sorted((name, value) for name, value in trial.hyperparameters.items() if name not in OF_TRAINING)
        groups.setdefault(repr(shape), []).append(trial)
    stacks: list[list[Trial]] = []
    for group in groups.values():
        count = max(1, int(most / megabytes(group[0])))
        stacks += [group[start : start + count] for start in range(0, len(group), count)]
    return stacks
