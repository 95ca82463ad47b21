"""The feed-forward networks as methods."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from snnbench.nets.architectures import ARCHITECTURES, Architecture, register

if TYPE_CHECKING:
    from snnbench.methods.method import Problem
    from snnbench.training.trial import Trial


@dataclass(frozen=True)
class Net:
    """A feed-forward network with a record in :data:`snnbench.nets.architectures.ARCHITECTURES`."""

    name: str
    uses_gpu: bool = True
    independent_settings: bool = False

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules whose source, with all that they import, decides the results."""
        return ("snnbench.methods.train_networks", *ARCHITECTURES[self.name].modules)

    def hyperparameters(self, asked: Collection[str] = ()) -> Mapping[str, str | None]:
        """Return names and ranges of what a grid may vary."""
        return ARCHITECTURES[self.name].hyperparameters

    def run(self, problem: Problem, trials: Sequence[Trial]) -> None:
        """Train all settings in stacks; see :func:`snnbench.training.search.run_search`."""
        from snnbench.methods.train_networks import train_nets
        from snnbench.training.process import small_nets

        with small_nets(problem.precision):
            train_nets(self.name, problem, trials)

    def __reduce__(self) -> tuple[Callable[[Architecture], Net], tuple[Architecture]]:
        # The process of a cell knows only those networks that are registered when the package is imported.
        return _net_of, (ARCHITECTURES[self.name],)


def _net_of(record: Architecture) -> Net:
    if record.name not in ARCHITECTURES:
        register(record)
    return Net(record.name)


class NetworkMethods(Mapping[str, Net]):
    """Every registered network as a method, also those that are registered later."""

    def __getitem__(self, name: str) -> Net:
        """Return the method of a registered network."""
        return Net(ARCHITECTURES[name].name)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the networks' names."""
        return iter(ARCHITECTURES)

    def __len__(self) -> int:
        """Return the number of registered networks."""
        return len(ARCHITECTURES)
