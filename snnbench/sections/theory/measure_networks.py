"""The rule ``measure_networks``: what happens in real networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from snnbench.data.load import load_task
from snnbench.files import written_whole
from snnbench.sections.theory.berry_esseen import net_input_distances
from snnbench.sections.theory.propagation import moments_at_initialisation, moments_during_training
from snnbench.sections.theory.training_curves import STAND_IN

if TYPE_CHECKING:
    from snnbench.config.model import Config


class EmpiricalFiles(Protocol):
    """Where the measured moments go."""

    moments: str
    training: str
    distances: str


def measure_networks(config: Config, output: EmpiricalFiles) -> None:
    """Write the moments of activations in real networks and the distances of net inputs from the normal."""
    digits = load_task(STAND_IN, seed=config.seed)
    tables = {
        output.moments: moments_at_initialisation(config.seed),
        output.training: moments_during_training(digits, config.seed),
        output.distances: net_input_distances(config.seed),
    }
    for path, table in tables.items():
        with written_whole(path) as temporary:
            table.to_csv(temporary, index=False)
