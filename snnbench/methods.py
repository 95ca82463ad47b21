"""The registry of methods: the only place that knows their names.

Nothing heavy is imported before a method runs, since the workflow reads the names in every job.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from snnbench.baselines.registry import BASELINES
from snnbench.randomness import seed_of

if TYPE_CHECKING:
    from snnbench.data.task import PreparedSplit
    from snnbench.training.protocol import Protocol as TrainingProtocol
    from snnbench.training.search import Memory, Search
    from snnbench.training.trial import Trial


@dataclass(frozen=True)
class Problem:
    """What a method is asked to do.

    Attributes
    ----------
    rows : PreparedSplit
    classes : int
        Or assays of a multi-label task.
    metric : {"accuracy", "auc", "mean_auc"}
    seed : int
        Of all that is random about the cell but not about one setting: mini-batches, masks.
    protocol : Protocol of snnbench.training.stack
    search : Search
    stack_megabytes : int
    device : str
        The last four are for nets; see :class:`snnbench.config.Config`.
    memory : Memory of snnbench.training.search, optional
        Of finished stacks.
    """

    rows: PreparedSplit
    classes: int
    metric: str
    seed: int
    protocol: TrainingProtocol
    search: Search
    stack_megabytes: int = 256
    device: str = "cpu"
    memory: Memory | None = None


class Method(Protocol):
    """Takes a problem and settings to try, and records how each did.

    Attributes
    ----------
    name : str
    modules : tuple of str
        Parts of the package that decide the method's results.
    uses_gpu : bool
    """

    name: str
    modules: tuple[str, ...]
    uses_gpu: bool

    def hyperparameters(self, asked: Collection[str]) -> Mapping[str, str | None]:
        """Return the names a grid may use, each with the values it allows (:data:`RANGES`), or None.

        Those that are not asked for may be missing if all that are asked for are allowed.
        """

    def run(self, problem: Problem, trials: Sequence[Trial]) -> None:
        """Try every setting; trials are changed in place."""


RANGES = {
    "positive integer": lambda value: isinstance(value, int) and value >= 1,
    "positive number": lambda value: isinstance(value, int | float) and value > 0,
    "number of at least 0": lambda value: isinstance(value, int | float) and value >= 0,
    "rate of at least 0 and below 1": lambda value: isinstance(value, int | float) and 0 <= value < 1,
    "share above 0 and at most 1": lambda value: isinstance(value, int | float) and 0 < value <= 1,
    "rectangular or conic": lambda value: value in ("rectangular", "conic"),
    "rectangular or diavolo": lambda value: value in ("rectangular", "diavolo"),
}
"""What a net's hyperparameter may be, in words and as a test."""

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
        from snnbench.training.run import train_nets

        train_nets(self.name, problem, trials)


NETS = ("SNN", "MSRAinit", "BatchNorm", "LayerNorm", "WeightNorm", "Highway", "ResNet")
"""The paper's seven feed-forward networks."""

GROUPS_OF_METHODS = {"nets": NETS, "baselines": tuple(BASELINES)}
"""What a config may write for several methods at once."""

METHODS: dict[str, Method] = {**{name: Net(name) for name in NETS}, **BASELINES}
"""Every built-in method by name."""


def table_group(name: str) -> str:
    """Return the name of a method's group in Tables A12 and A13: a net's own, or that of what it stands for.

    A user's estimator is a group of its own.
    """
    baseline = BASELINES.get(name)
    return baseline.group if baseline else name


def trials_of(settings: Sequence[Mapping[str, Any]], *names: object, seed: int) -> list[Trial]:
    """Return one untried trial per setting, its seed derived from ``names`` and the setting."""
    from snnbench.training.trial import Trial

    return [Trial(setting, number, seed_of(seed, *names, setting)) for number, setting in enumerate(settings)]
