"""The feed-forward networks as methods."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snnbench.methods.method import Problem
    from snnbench.training.trial import Trial

_TRAINING = {
    "learning_rate": "positive number",
    "dropout": "rate of at least 0 and below 1",
    "l2": "number of at least 0",
}
_LAYERS = {
    "hidden_units": "positive integer",
    "hidden_layers": "positive integer",
    "layer_form": "rectangular or conic",
}
_BLOCKS = {
    "units_per_block": "positive integer",
    "blocks": "positive integer",
    "block_form": "rectangular or diavolo",
    "bottleneck": "share above 0 and at most 1",
}


@dataclass(frozen=True)
class Net:
    """One of the seven feed-forward networks, a key of :data:`snnbench.nets.networks.ARCHITECTURES`."""

    name: str
    modules: tuple[str, ...] = ("nets", "training")
    uses_gpu: bool = True

    def hyperparameters(self, asked: Collection[str] = ()) -> Mapping[str, str | None]:
        """Return names and ranges of the paper's search spaces (Tables A4-A10, A14-A27)."""
        if self.name == "ResNet":
            return {**_BLOCKS, **{name: _TRAINING[name] for name in ("learning_rate", "l2")}}
        if self.name == "Highway":
            return {**_TRAINING, **{name: _LAYERS[name] for name in ("hidden_units", "hidden_layers")}}
        return {**_TRAINING, **_LAYERS}

    def run(self, problem: Problem, trials: Sequence[Trial]) -> None:
        """Train all settings in stacks; see :func:`snnbench.training.search.run_search`."""
        from snnbench.methods.train_networks import train_nets

        train_nets(self.name, problem, trials)
