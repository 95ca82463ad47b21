"""Reading a config: every error at once, before anything runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from snnbench.config.model import Config
from snnbench.data.catalog import OPENML_IMAGES, SUITES, catalog, nearest
from snnbench.data.declared import Dataset
from snnbench.methods.declared import Estimator
from snnbench.methods.method import Method
from snnbench.methods.registry import GROUPS_OF_METHODS, METHODS, NETS
from snnbench.methods.scikit_learn import ScikitLearn
from snnbench.nets.ranges import RANGES


class ConfigError(Exception):
    """What is wrong with a config: one line per error.

    Parameters
    ----------
    errors : list of str
        Each with the dotted path of its key.
    """

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        super().__init__(f"{count} in the config:\n" + "\n".join(f"  {error}" for error in errors))


def read_config_file(path: str | Path) -> Config:
    """Read a config from a YAML file; see :func:`read_config`."""
    return read_config(_yaml(Path(path), str(path)))


def read_config(values: Mapping[str, Any]) -> Config:
    """Check a config and fill in its defaults.

    Parameters
    ----------
    values : mapping
        As YAML gives it. ``grids`` may be the path of a YAML file.

    Returns
    -------
    Config
        With the grids themselves, and with suites among ``tasks`` and groups among ``methods`` written out.

    Raises
    ------
    ConfigError
        Listing every error with its dotted path, the offending value and what would be valid.
    """
    values, errors = dict(values), []
    if isinstance(values.get("grids"), str):
        try:
            values["grids"] = _yaml(Path(values["grids"]), "grids")
        except ConfigError as error:
            errors += error.errors
            del values["grids"]
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        known = {error.split(":")[0] for error in errors}
        errors += [_message(one) for one in error.errors() if ".".join(map(str, one["loc"])) not in known]
        config = None
    errors += _cross_errors(values)
    if errors or config is None:
        raise ConfigError(errors)
    only = {suite: _methods(names) for suite, names in config.only.items()}
    expanded = {"tasks": tuple(_tasks(config)), "methods": _methods(config.methods), "only": only}
    return config.model_copy(update=expanded)


def _methods(names: Iterable[str]) -> tuple[str, ...]:
    """Return method names, groups expanded, each once."""
    return tuple(dict.fromkeys(one for name in names for one in GROUPS_OF_METHODS.get(name, [name])))


def _yaml(path: Path, key: str) -> dict[str, Any]:
    if not path.is_file():
        raise ConfigError([f"{key}: no file '{path}' (looked in {Path.cwd()})"])
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError([f"{key}: {path} is not YAML: {error}"]) from error
    if not isinstance(content, dict):
        raise ConfigError([f"{key}: {path} must hold `key: value` lines"])
    return content


def _message(error: Mapping[str, Any]) -> str:
    """Return one of Pydantic's errors as a line."""
    location = list(error["loc"])
    path = ".".join(map(str, location)) or "config"
    if error["type"] == "extra_forbidden":
        section = {1: Config, 2: None}.get(len(location))
        names = section.model_fields if section else Config.model_fields
        hint = f" ({nearest(str(location[-1]), names)})" if section else ""
        return f"{path}: unknown key{hint}"
    if error["type"] == "missing":
        return f"{path}: missing, and it has no default"
    return f"{path}: {error['input']!r} is wrong: {error['msg'].removeprefix('Value error, ')}"


def _cross_errors(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong between keys, as far as each can be read."""
    datasets = _readable(values.get("datasets"), Dataset)
    estimators = _readable(values.get("estimators"), Estimator)
    yield from _name_errors("datasets", [d.name for d in datasets], {*catalog(), *SUITES}, "the catalog")
    yield from _name_errors(
        "estimators", [e.name for e in estimators], {*METHODS, *GROUPS_OF_METHODS}, "the built-in methods"
    )
    for i, dataset in enumerate(datasets):
        file = getattr(dataset.source, "csv", None)
        if file is not None and "://" not in file and not Path(file).is_file():
            yield f"datasets.{i}.source.csv: no file '{file}' (looked in {Path.cwd()})"
    tasks = [*catalog(), *(dataset.name for dataset in datasets)]
    yield from _list_errors("tasks", values.get("tasks"), [*tasks, *SUITES], "task or suite")
    theory = values.get("theory")
    if isinstance(theory, dict):
        drawable = [name for name in tasks if name not in catalog() or catalog()[name].suite != "tox21"]
        yield from _list_errors("theory.figure_1", theory.get("figure_1"), [*drawable, *OPENML_IMAGES], "data set")
    methods: dict[str, Method] = dict(METHODS)
    for i, estimator in enumerate(estimators):
        method = ScikitLearn(estimator.name, estimator.estimator, estimator.arguments)
        try:
            method.load()
        except ValueError as error:
            yield f"estimators.{i}.estimator: {error}"
            continue
        methods.setdefault(estimator.name, method)
        yield from _grid_errors(f"estimators.{i}.grid", estimator.grid, method)
    yield from _list_errors("methods", values.get("methods"), [*methods, *GROUPS_OF_METHODS], "method")
    only = values.get("only")
    for suite, named in only.items() if isinstance(only, dict) else ():
        if suite not in SUITES:
            yield f"only.{suite}: unknown suite ({nearest(str(suite), SUITES)})"
        yield from _list_errors(f"only.{suite}", named, [*methods, *GROUPS_OF_METHODS], "method")
    yield from _repeat_errors(values.get("repeats"), [*methods, *GROUPS_OF_METHODS])
    grids = values.get("grids")
    for suite, per_method in grids.items() if isinstance(grids, dict) else ():
        if suite not in ("default", *SUITES):
            yield f"grids.{suite}: unknown suite ({nearest(str(suite), ('default', *SUITES))})"
        for name, grid in per_method.items() if isinstance(per_method, dict) else ():
            if name not in methods:
                yield f"grids.{suite}.{name}: unknown method ({nearest(str(name), methods)})"
            else:
                yield from _grid_errors(f"grids.{suite}.{name}", grid, methods[name])
    named = values.get("methods")
    if isinstance(grids, dict) and isinstance(named, list | tuple):
        given = {name for grid in grids.values() if isinstance(grid, dict) for name in grid}
        for name in NETS:
            if (name in named or "nets" in named) and name not in given:
                yield f"grids: no suite has a grid for {name}"


def _repeat_errors(repeats: object, methods: list[str]) -> Iterator[str]:
    for suite, rules in repeats.items() if isinstance(repeats, dict) else ():
        if suite not in SUITES:
            yield f"repeats.{suite}: unknown suite ({nearest(str(suite), SUITES)})"
        for i, rule in enumerate(rules if isinstance(rules, list | tuple) else ()):
            named = rule.get("methods") if isinstance(rule, dict) else None
            yield from _list_errors(f"repeats.{suite}.{i}.methods", named, methods, "method")


def _readable(entries: object, model: type) -> list[Any]:
    """Return the entries that are valid; Pydantic tells of the others."""
    read = []
    for entry in entries if isinstance(entries, list | tuple) else ():
        try:
            read.append(model.model_validate(entry))
        except ValidationError:
            continue
    return read


def _name_errors(key: str, names: list[str], taken: set[str], by: str) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{key}: the name '{name}' is given {count} times"
        if name in taken:
            yield f"{key}: the name '{name}' is taken by {by}"


def _list_errors(key: str, entries: object, valid: Any, what: str) -> Iterator[str]:
    if not isinstance(entries, list | tuple):
        return
    for i, name in enumerate(entries):
        if name not in valid:
            yield f"{key}.{i}: unknown {what} '{name}' ({nearest(str(name), valid)})"
    for name, count in Counter(map(str, entries)).items():
        if count > 1:
            yield f"{key}: '{name}' is given {count} times"


def _grid_errors(path: str, grid: object, method: Method) -> Iterator[str]:
    for part in grid if isinstance(grid, list) else [grid]:
        if not isinstance(part, dict):
            yield f"{path}: {part!r} is wrong: a grid maps names to lists of values"
            continue
        known = method.hyperparameters(part)
        for name, candidates in part.items():
            where = f"{path}.{name}"
            if name not in known:
                yield f"{where}: unknown hyperparameter of {method.name} ({nearest(str(name), known)})"
            elif not isinstance(candidates, list) or not candidates:
                yield f"{where}: {candidates!r} is wrong: a list of at least one value is needed"
            elif (range_ := known[name]) is not None:
                for value in candidates:
                    if isinstance(value, bool) or not RANGES[range_](value):
                        yield f"{where}: {value!r} is wrong: it must be a {range_}"


def _tasks(config: Config) -> Iterator[str]:
    """Yield task names, suites expanded, each once."""
    per_suite = {suite: [e.name for e in catalog().values() if e.suite == suite] for suite in SUITES}
    per_suite["user"] = [dataset.name for dataset in config.datasets]
    seen: set[str] = set()
    for name in config.tasks:
        for task in per_suite.get(name, [name]):
            if task not in seen:
                seen.add(task)
                yield task
