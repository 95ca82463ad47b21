"""Reading a config: every error at once, before anything runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from snnbench.config.datasets import SuiteTasks, declared_one_by_one
from snnbench.config.errors import ConfigError
from snnbench.config.estimators import estimator_errors
from snnbench.config.grids import grids_errors
from snnbench.config.messages import messages
from snnbench.config.model import Config
from snnbench.config.names import declared_errors, method_errors, run_errors, task_errors
from snnbench.config.networks import network_errors
from snnbench.config.sources import mapping_in, values_of
from snnbench.data.catalog import SUITES, catalog
from snnbench.data.declared import Dataset
from snnbench.methods.declared import Estimator, OwnNetwork
from snnbench.methods.method import Method
from snnbench.methods.own_networks import is_declared
from snnbench.methods.registry import GROUPS_OF_METHODS, METHODS
from snnbench.methods.scikit_learn import ScikitLearn
from snnbench.paths import expanded, is_file

__all__ = ["ConfigError", "read_config", "read_config_file", "read_run"]


def read_config_file(path: str | Path) -> Config:
    """Read a config from a YAML file; see :func:`read_config`."""
    return read_run([Path(path)])


def read_run(files: Sequence[Path], arguments: Mapping[str, Any] | None = None, imports: bool = True) -> Config:
    """Read the config of a call of Snakemake.

    A run that ``--config tasks=...`` or ``methods=...`` makes smaller than its files say, without a name of its own,
    is a subset: it gets a folder of its own next to the full run's, and leaves the theory to that.

    Parameters
    ----------
    files : sequence of Path
        Later files override earlier ones.
    arguments : mapping, optional
        What Snakemake made of ``--config``.
    imports : bool
        See :func:`read_config`.
    """
    arguments = arguments or {}
    values = values_of(files, arguments)
    if "methods" in arguments and "only" not in arguments:
        values = _without_other_methods(values)
    config = read_config(values, imports)
    if "run" in arguments or not {"tasks", "methods"} & set(arguments):
        return config
    named = {key: value for key, value in arguments.items() if key not in ("tasks", "methods")}
    full = read_config(values_of(files, named), imports=False)
    if set(config.tasks) >= set(full.tasks) and set(config.methods) >= set(full.methods):
        return config
    text = "\n".join([*sorted(config.tasks), "", *sorted(config.methods)])
    name = f"{config.run}-subset-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
    theory = {} if "theory" in arguments else {"theory": config.theory.model_copy(update={"enabled": False})}
    return config.model_copy(update={"run": name, "subset_of": config.run, **theory})


def read_config(values: Mapping[str, Any], imports: bool = True) -> Config:
    """Check a config and fill in its defaults.

    Parameters
    ----------
    values : mapping
        As YAML gives it. ``grids`` may be the path of a YAML file, relative to the working directory.
    imports : bool
        Whether classes of scikit-learn and of the user are imported, which takes a second or more, and asked about
        the values of their hyperparameters.

    Returns
    -------
    Config
        With the grids themselves, and with suites among ``tasks`` and groups among ``methods`` written out.

    Raises
    ------
    ConfigError
        Listing every error with its dotted path, the offending value and what would be valid.
    """
    values, errors, skipped = dict(values), [], set()
    if isinstance(values.get("grids"), str):
        try:
            values["grids"] = mapping_in(expanded(values["grids"]), "grids")
        except ConfigError as error:
            errors += error.errors
            skipped.add("grids")
            del values["grids"]
    datasets, dataset_errors = _datasets(values.pop("datasets", ()), _suites(values))
    errors += dataset_errors
    errors += _cross_errors(values, datasets, imports)
    if any(error.startswith("grids") for error in errors):
        # Pydantic says the same of each alternative of a grid, in other words.
        skipped.add("grids")
        values.pop("grids", None)
    try:
        config = Config.model_validate({**values, "datasets": datasets})
    except ValidationError as invalid:
        found = [error for error in invalid.errors() if error["loc"][:1] not in {(key,) for key in skipped}]
        errors += messages(found, values)
        config = None
    if errors or config is None:
        raise ConfigError(list(dict.fromkeys(errors)))
    only = {suite: _methods(names) for suite, names in config.only.items()}
    resolved = {"tasks": tuple(_tasks(config)), "methods": _methods(config.methods), "only": only}
    return config.model_copy(update=resolved)


def _suites(values: Mapping[str, Any]) -> SuiteTasks:
    """Return what looks up a suite of OpenML in the places that a config names."""

    def look_up(suite: int) -> list[dict[str, Any]]:
        from snnbench.data.openml_files import suite_tasks  # HTTP libraries, which few configs need

        mirrors = values.get("mirrors")
        folder = expanded(str(values.get("data_dir", "data")))
        return suite_tasks(suite, folder, list(map(str, mirrors)) if isinstance(mirrors, list | tuple) else [])

    return look_up


def _datasets(value: object, suites: SuiteTasks) -> tuple[list[Dataset], list[str]]:
    """Return the data sets that are well declared, and what is wrong with the others."""
    try:
        entries = declared_one_by_one(value, suites)
    except ConfigError as error:
        return [], error.errors
    datasets: list[Dataset] = []
    errors: list[str] = []
    for entry, where in entries:
        dotted = where + ("." if where.startswith("datasets.") else ": ")
        try:
            dataset = Dataset.model_validate(entry)
        except ValidationError as invalid:
            given = entry if isinstance(entry, Mapping) else {}
            errors += [dotted + line for line in messages(invalid.errors(), given, Dataset)]
            continue
        datasets.append(dataset)
        file = getattr(dataset.source, "csv", None)
        if file is not None and "://" not in file and not is_file(expanded(file)):
            errors.append(f"{dotted}source.csv: no file '{file}' (looked in {Path.cwd()})")
    return datasets, errors


def _cross_errors(values: Mapping[str, Any], datasets: Sequence[Dataset], imports: bool) -> Iterator[str]:
    """Yield what is wrong between keys, as far as each can be read."""
    estimators = list(_readable(values.get("estimators"), Estimator))
    yield from run_errors(values.get("run"))
    names = [dataset.name for dataset in datasets]
    yield from declared_errors("datasets", names, {*catalog(), *SUITES, "default"}, "the catalog")
    methods: dict[str, Method] = {name: method for name, method in METHODS.items() if not is_declared(name)}
    taken = {*methods, *GROUPS_OF_METHODS, "all"}
    yield from declared_errors("estimators", [e.name for _, e in estimators], taken, "the built-in methods")
    networks = list(_readable(values.get("networks"), OwnNetwork))
    taken |= {declared.name for _, declared in estimators}
    yield from declared_errors("networks", [n.name for _, n in networks], taken, "the other methods")
    yield from network_errors(networks, imports)
    methods |= {network.name: METHODS[network.name] for _, network in networks if network.name in METHODS}
    for _, declared in estimators:
        methods.setdefault(declared.name, ScikitLearn(declared.name, declared.estimator, declared.arguments))
    yield from task_errors(values, names)
    if imports:
        yield from estimator_errors(estimators)
    yield from method_errors(values, methods)
    yield from grids_errors(values, methods, imports)


def _readable(entries: object, model: type[BaseModel]) -> Iterator[tuple[int, Any]]:
    """Yield the entries that are valid, with their places; Pydantic tells of the others."""
    for i, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
        try:
            yield i, model.model_validate(entry)
        except ValidationError:
            continue


def _without_other_methods(values: dict[str, Any]) -> dict[str, Any]:
    """Return a config whose ``only`` names none but its ``methods``, where both are lists of names."""
    asked, only = values.get("methods"), values.get("only")
    if not isinstance(asked, list | tuple) or not isinstance(only, Mapping):
        return values
    chosen = set(_methods(map(str, asked)))

    def kept(named: object) -> object:
        if not isinstance(named, list | tuple):
            return named
        return [name for name in named if not isinstance(name, str) or chosen.intersection(_methods([name]))]

    return {**values, "only": {suite: kept(named) for suite, named in only.items()}}


def _methods(names: Iterable[str]) -> tuple[str, ...]:
    """Return method names, groups expanded, each once."""
    return tuple(dict.fromkeys(one for name in names for one in GROUPS_OF_METHODS.get(name, [name])))


def _tasks(config: Config) -> Iterator[str]:
    """Yield task names, suites expanded, each once."""
    per_suite = {suite: [e.name for e in catalog().values() if e.suite == suite] for suite in SUITES}
    per_suite["user"] = [dataset.name for dataset in config.datasets]
    yield from dict.fromkeys(task for name in config.tasks for task in per_suite.get(name, [name]))
