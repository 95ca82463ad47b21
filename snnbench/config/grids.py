"""Checks of grids: where they belong, what hyperparameters there are, and which values they take."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from snnbench.config.known_values import is_known
from snnbench.config.messages import shown
from snnbench.config.names import suite_errors
from snnbench.data.catalog import SUITES, nearest
from snnbench.methods.estimator_class import EstimatorError
from snnbench.methods.method import Method
from snnbench.methods.registry import GROUPS_OF_METHODS
from snnbench.methods.scikit_learn import ScikitLearn
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.nets.ranges import RANGES


def grids_errors(
    values: Mapping[str, Any], methods: Mapping[str, Method], imports: bool, faulty: Collection[str] = ()
) -> Iterator[str]:
    """Yield what is wrong with ``grids``.

    Parameters
    ----------
    values : mapping
        Of the whole config.
    methods : mapping of str to Method
        Every method that may be named.
    imports : bool
        Whether scikit-learn's classes are imported, which takes a second, and asked about values.
    faulty : collection of str
        Methods that are declared, but not well, so that their grids cannot be checked.
    """
    grids = values.get("grids")
    if not isinstance(grids, Mapping):
        if "grids" in values:
            yield f"grids: {shown(grids)} is wrong: it maps suites, or `default`, to methods and their grids"
        return
    suites = ("default", *SUITES)
    if misplaced := [name for name in grids if name not in suites and (name in methods or name in faulty)]:
        name = misplaced[0]
        right = f"grids: {{default: {{{name}: ...}}}}"
        yield f"grids: '{name}' is a method, and grids are per suite; for all suites write {right}"
        return
    yield from suite_errors("grids", grids, suites)
    for suite, per_method in grids.items():
        if not isinstance(per_method, Mapping):
            yield f"grids.{suite}: {shown(per_method)} is wrong: it maps methods to their grids"
            continue
        for name, grid in per_method.items():
            if name in faulty:
                continue
            if name not in methods:
                yield f"grids.{suite}.{name}: unknown method ({nearest(str(name), methods)})"
            else:
                yield from grid_errors(f"grids.{suite}.{name}", grid, methods[name], imports)
    named = values.get("methods")
    if isinstance(named, list | tuple) and all(isinstance(grid, Mapping) for grid in grids.values()):
        own = values.get("networks")
        given = {name for grid in grids.values() for name in grid}
        given |= {
            n.get("name")
            for n in (own if isinstance(own, list | tuple) else ())
            if isinstance(n, Mapping) and (n.get("grid") or n.get("like") in given)
        }
        for name in dict.fromkeys(one for n in named if isinstance(n, str) for one in GROUPS_OF_METHODS.get(n, (n,))):
            if name in ARCHITECTURES and name not in given:
                yield f"grids: no suite has a grid for {name}"


def declared_grids_errors(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the form of the grids in ``estimators`` and ``networks``."""
    for key in ("estimators", "networks"):
        entries = values.get(key)
        for i, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
            if isinstance(entry, Mapping) and "grid" in entry:
                yield from _form_errors(f"{key}.{i}.grid", entry["grid"])


def _form_errors(path: str, grid: object) -> Iterator[str]:
    for part in grid if isinstance(grid, list | tuple) else [grid]:
        if not isinstance(part, Mapping):
            yield f"{path}: {shown(part)} is wrong: a grid maps names to lists of values"
            continue
        for name, candidates in part.items():
            if not isinstance(name, str):
                yield f"{path}: {shown(name)} is no name of a hyperparameter"
            elif not isinstance(candidates, list | tuple) or not candidates:
                yield f"{path}.{name}: {shown(candidates)} is wrong: a list of at least one value is needed"


def grid_errors(path: str, grid: object, method: Method, imports: bool) -> Iterator[str]:
    """Yield what is wrong with one grid, whose dotted path is given."""
    yield from _form_errors(path, grid)
    for part in grid if isinstance(grid, list | tuple) else [grid]:
        if isinstance(part, Mapping):
            yield from _part_errors(path, part, method, imports)


def _part_errors(path: str, part: Mapping[str, Any], method: Method, imports: bool) -> Iterator[str]:
    """Yield what is wrong with the names and values of a part of a grid, as far as its form is right."""
    try:
        known = method.hyperparameters(part)
    except EstimatorError:
        return  # said where the estimator is declared
    for name, candidates in part.items():
        where = f"{path}.{name}"
        if name in known:
            for value in _listed(candidates):
                if problem := _value_problem(method, name, known[name], value, imports):
                    yield f"{where}: {shown(value)} is wrong: {problem}"
        elif isinstance(name, str):
            yield f"{where}: unknown hyperparameter of {method.name} ({nearest(name, known)})"
    if method.name in ARCHITECTURES:
        for name in ("learning_rate", ARCHITECTURES[method.name].depth):
            if name and name not in part:
                yield f"{path}: {name} is missing, and it has no default"
        if "diavolo" in _listed(part.get("block_form")) and "bottleneck" not in part:
            yield f"{path}: block_form diavolo needs a bottleneck, the share of the units that its middle layer has"


def _value_problem(method: Method, name: str, range_: str | None, value: object, imports: bool) -> str | None:
    if range_ is not None:
        fits = not isinstance(value, bool) and RANGES[range_](value)
        finite = not isinstance(value, float) or math.isfinite(value)
        return None if fits and finite else f"it must be a {range_}"
    if imports and isinstance(method, ScikitLearn) and not is_known(method.name, name, value):
        return method.estimator_class.value_problem(name, value)
    return None


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
