"""What every method takes, and what it does with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from snnbench.data.task import PreparedSplit
    from snnbench.training.protocol import TrainingProtocol
    from snnbench.training.search import FinishedStacks
    from snnbench.training.search_settings import Search
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
    protocol : TrainingProtocol
    search : Search
    by_depth : bool
        Whether nets compete at a rung of halving with those of their own depth only.
    stack_megabytes : int
    device : str
    precision : {"float32", "tf32"}
        These six are for nets; see :class:`snnbench.config.model.Config`.
    finished : FinishedStacks of snnbench.training.search, optional
        Those of an interrupted run.
    """

    rows: PreparedSplit
    classes: int
    metric: str
    seed: int
    protocol: TrainingProtocol
    search: Search
    by_depth: bool = False
    stack_megabytes: int = 256
    device: str = "cpu"
    precision: Literal["float32", "tf32"] = "float32"
    finished: FinishedStacks | None = None


class Method(Protocol):
    """Takes a problem and settings to try, and records how each did."""

    @property
    def name(self) -> str:
        """What configs and rows call it."""

    @property
    def modules(self) -> tuple[str, ...]:
        """Dotted names of the modules that compute the method's results; what they import counts as well.

        See :func:`snnbench.code_version.code_version`.
        """

    @property
    def uses_gpu(self) -> bool:
        """Whether it trains on a GPU where there is one."""

    @property
    def independent_settings(self) -> bool:
        """Whether a setting's result is the same whichever others are tried, so that a failed one can run alone."""

    def hyperparameters(self, asked: Collection[str]) -> Mapping[str, str | None]:
        """Return the names a grid may use, each with the values it allows (:data:`RANGES`), or None.

        Those that are not asked for may be missing if all that are asked for are allowed.
        """

    def run(self, problem: Problem, trials: Sequence[Trial]) -> None:
        """Try every setting; trials are changed in place."""
