"""Runs that are made smaller than a config says: they must not write over the full one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from snnbench.config.declared import declared_datasets
from snnbench.config.model import Config
from snnbench.config.sources import merged
from snnbench.data.catalog import SUITES, catalog
from snnbench.data.replication import Part
from snnbench.methods.registry import GROUPS_OF_METHODS

CHOOSING = ("tasks", "methods", "only", "part")
"""Keys that make a run smaller."""


def named_by_itself(config: Config, sources: Sequence[Mapping[str, Any]]) -> Config:
    """Return a config with a name of its own if it lacks tasks, methods or parts of the run that it is named like.

    Parameters
    ----------
    config : Config
        Read from all sources.
    sources : sequence of mapping
        Later ones override earlier ones. Those after the last one that names the run may choose among its tasks and
        methods, and which folds and repeats of them are computed.
    """
    last = max((i for i, source in enumerate(sources) if "run" in source), default=0)
    full, later = merged(sources[: last + 1]), sources[last + 1 :]
    chosen = {key for source in later for key in CHOOSING if key in source}
    if "tasks" in chosen and set(_all_tasks(full)) <= set(config.tasks):
        chosen.remove("tasks")
    if "methods" in chosen and set(with_groups(_names(full.get("methods")))) <= set(config.methods):
        chosen.remove("methods")
    if "only" in chosen and _keeps_methods_on_suites(config, full):
        chosen.remove("only")
    if "part" in chosen and _keeps_part(config.part, full.get("part")):
        chosen.remove("part")
    if not chosen:
        return config
    text = "\n".join([*sorted(config.tasks), "", *sorted(config.methods)])
    if "only" in chosen:
        text += f"\nonly {sorted((suite, sorted(names)) for suite, names in config.only.items())}"
    if "part" in chosen:
        text += f"\npart {config.part.model_dump_json()}"
    name = f"{config.run}-subset-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
    update: dict[str, Any] = {"run": name, "subset_of": config.run}
    if not any("theory" in source for source in later):
        update["theory"] = config.theory.model_copy(update={"enabled": False})
    return config.model_copy(update=update)


def without_other_methods(values: dict[str, Any], sources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a config whose ``only`` names none but its ``methods``, where a later source chooses methods alone."""
    last = {key: max((i for i, one in enumerate(sources) if key in one), default=-1) for key in ("methods", "only")}
    only = values.get("only")
    if last["methods"] <= last["only"] or not isinstance(only, Mapping):
        return values
    chosen = set(with_groups(_names(values.get("methods"))))
    if not chosen:
        return values

    def kept(named: object) -> object:
        if not isinstance(named, list | tuple):
            return named
        return [name for name in named if not isinstance(name, str) or chosen.intersection(with_groups([name]))]

    return {**values, "only": {suite: kept(named) for suite, named in only.items()}}


def with_groups(names: Iterable[str]) -> tuple[str, ...]:
    """Return method names, groups expanded, each once."""
    return tuple(dict.fromkeys(one for name in names for one in GROUPS_OF_METHODS.get(name, [name])))


def with_suites(names: Iterable[str], datasets: Iterable[str]) -> Iterator[str]:
    """Yield task names, suites expanded, each once.

    Parameters
    ----------
    names : iterable of str
        Of tasks and suites.
    datasets : iterable of str
        Names of the config's own data sets.
    """
    per_suite = {suite: [e.name for e in catalog().values() if e.suite == suite] for suite in SUITES}
    per_suite["user"] = list(datasets)
    yield from dict.fromkeys(task for name in names for task in per_suite.get(name, [name]))


def _all_tasks(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the tasks of a config that was not checked."""
    names = _names(values.get("tasks"))
    datasets = declared_datasets(values).datasets if "user" in names else []
    return with_suites(names, [dataset.name for dataset in datasets])


def _keeps_methods_on_suites(config: Config, full: Mapping[str, Any]) -> bool:
    """Whether every suite has all the methods that an unchecked config gives it."""
    written = full.get("only")
    only = written if isinstance(written, Mapping) else {}
    methods = set(with_groups(_names(full.get("methods"))))
    return all(
        methods.intersection(with_groups(_names(only.get(suite, [*methods])))) <= set(config.methods_on(suite))
        for suite in {*only, *config.only}
    )


def _keeps_part(part: Part, full: object) -> bool:
    """Whether a part has all the folds and repeats of an unchecked one."""
    written = full if isinstance(full, Mapping) else {}
    for name, numbers in (("folds", part.folds), ("repeats", part.repeats)):
        all_of_full = written.get(name)
        if numbers is not None and (all_of_full is None or not {*_names(all_of_full)} <= {*map(str, numbers)}):
            return False
    return True


def _names(entries: object) -> list[str]:
    return list(map(str, entries)) if isinstance(entries, list | tuple) else []
