"""The feed-forward networks as methods."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from snnbench.nets.architectures import ARCHITECTURES, Architecture, register, unregister
from snnbench.nets.own.records import ActivationNetwork, ModuleNetwork

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
    replace_registered(record)
    return NetworkMethods()[record.name]


@dataclass(frozen=True, repr=False)
class RegisteredNet(Net):
    """A network from outside the paper, which brings its record to processes that have not registered it.

    What the record says decides the results as much as the code does, and is a part of the method's ``repr``.
    """

    record: Architecture | None = None

    def __repr__(self) -> str:
        """Name every field of the record; the same in every process."""
        fields = {field.name: definition_of(getattr(self.own, field.name)) for field in dataclasses.fields(self.own)}
        return f"{type(self).__name__}({type(self.own).__name__}, {fields})"

    @property
    def own(self) -> Architecture:
        """The record."""
        assert self.record is not None
        return self.record

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules whose source, with all that they import, decides the results."""
        trained_by = "train_modules" if isinstance(self.record, ModuleNetwork) else "train_networks"
        return (f"snnbench.methods.{trained_by}", *self.own.modules)

    def hyperparameters(self, asked: Collection[str] = ()) -> Mapping[str, str | None]:
        """Return names and ranges of what a grid may vary; of a module whatever its constructor takes, not fixed."""
        known: dict[str, str | None] = dict(self.own.hyperparameters)
        if isinstance(self.record, ActivationNetwork) and self.record.dropout_kind == "none":
            known.pop("dropout", None)
        if isinstance(self.record, ModuleNetwork):
            free = [name for name in self.record.parameters(asked) if name not in self.record.arguments]
            of_module: dict[str, str | None] = dict.fromkeys(free)
            if self.record.depth in of_module:
                of_module[self.record.depth] = "positive integer"
            return {**of_module, **known}
        return known

    def run(self, problem: Problem, trials: Sequence[Trial]) -> None:
        """Train all settings."""
        replace_registered(self.own)
        if not isinstance(self.record, ModuleNetwork):
            super().run(problem, trials)
            return
        from snnbench.methods.train_modules import train_modules
        from snnbench.training.process import small_nets

        with small_nets(problem.precision):
            train_modules(self.record, problem, trials)


def definition_of(value: Any) -> Any:
    """Return what a field of a record says, with functions and classes by their names instead of their addresses."""
    if isinstance(value, Mapping):
        return {name: definition_of(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [definition_of(one) for one in value]
    if isinstance(value, functools.partial):
        return [definition_of(value.func), *definition_of(value.args), definition_of(value.keywords)]
    name = getattr(value, "__qualname__", None)
    return repr(value) if name is None else f"{value.__module__}.{name}"


class NetworkMethods(Mapping[str, Net]):
    """Every registered network as a method, also those that are registered later."""

    def __getitem__(self, name: str) -> Net:
        """Return the method of a registered network."""
        record = ARCHITECTURES[name]
        return Net(name) if record.in_paper else RegisteredNet(name, record=record)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the networks' names."""
        return iter(ARCHITECTURES)

    def __len__(self) -> int:
        """Return the number of registered networks."""
        return len(ARCHITECTURES)


def replace_registered(record: Architecture) -> None:
    """Register a network from outside the paper in the place of another of its name, if there is one."""
    if ARCHITECTURES.get(record.name) != record:
        unregister(record.name)
        register(record)
