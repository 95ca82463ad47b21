"""Checks of the keys of a config against each other."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from snnbench.config.declared import Declared
from snnbench.config.estimators import estimator_errors, source_errors
from snnbench.config.grids import declared_grids_errors, grids_errors
from snnbench.config.names import declared_errors, method_errors, run_errors, task_errors
from snnbench.config.networks import network_errors
from snnbench.config.numbers import rung_errors
from snnbench.config.places import place_errors
from snnbench.data.catalog import SUITES, catalog
from snnbench.methods.declared import Estimator, OwnNetwork
from snnbench.methods.method import Method
from snnbench.methods.own_networks import is_declared
from snnbench.methods.registry import GROUPS_OF_METHODS, METHODS
from snnbench.methods.scikit_learn import ScikitLearn

Model = TypeVar("Model", bound=BaseModel)


def cross_errors(values: Mapping[str, Any], declared: Declared, imports: bool) -> Iterator[str]:
    """Yield what is wrong between keys, as far as each can be read.

    What follows from a fault that is said already, such as the name of a method whose declaration is faulty, is not.

    Parameters
    ----------
    values : mapping
        Of the whole config but for ``datasets``.
    declared : Declared
    imports : bool
        Whether classes are imported and asked about the values of their hyperparameters.
    """
    yield from run_errors(values.get("run"))
    yield from place_errors(values)
    yield from rung_errors(values)
    names = [dataset.name for dataset in declared.datasets]
    yield from declared_errors("datasets", names, {*catalog(), *SUITES, "default"}, "the catalog")
    yield from task_errors(values, {*names, *declared.faulty}, everything=declared.complete)
    estimators = list(_readable(values.get("estimators"), Estimator))
    networks = list(_readable(values.get("networks"), OwnNetwork))
    methods: dict[str, Method] = {name: method for name, method in METHODS.items() if not is_declared(name)}
    built_in = set(methods)
    taken = {*methods, *GROUPS_OF_METHODS, "all"}
    yield from declared_errors("estimators", [e.name for _, e in estimators], taken, "the built-in methods")
    taken |= {one.name for _, one in estimators}
    yield from declared_errors("networks", [n.name for _, n in networks], taken, "the other methods")
    ended = dict(_ended_imports(networks)) if imports else {}
    networks = [(i, network) for i, network in networks if i not in ended]
    errors = [*ended.values(), *network_errors(networks, imports), *(estimator_errors(estimators) if imports else ())]
    methods |= {network.name: METHODS[network.name] for _, network in networks if network.name in METHODS}
    for _, declared_one in estimators:
        own = ScikitLearn(declared_one.name, declared_one.estimator, declared_one.arguments)
        methods.setdefault(own.name, own)
    named = [(f"estimators.{i}", one.name) for i, one in estimators] + [(f"networks.{i}", n.name) for i, n in networks]
    for path, name in named if imports else ():
        # What cannot be imported is said; what it would import in turn is not known.
        if name in methods and not any(error.startswith(f"{path}.") for error in errors):
            errors += source_errors(path, methods[name].modules)
    yield from errors
    yield from declared_grids_errors(values)
    faulty = {
        name
        for key in ("estimators", "networks")
        for i, name in enumerate(_names(values.get(key)))
        if name not in methods
        or (name not in built_in and any(map(re.compile(rf"{key}\.{i}\.(?!grid)").match, errors)))
    }
    known = {name: method for name, method in methods.items() if name not in faulty}
    yield from method_errors(values, {*methods, *faulty})
    yield from grids_errors(values, known, imports, faulty)


def _readable(entries: object, model: type[Model]) -> Iterator[tuple[int, Model]]:
    """Yield the entries that are valid, with their places; Pydantic tells of the others."""
    for i, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
        try:
            yield i, model.model_validate(entry)
        except ValidationError:
            continue


def _ended_imports(networks: Sequence[tuple[int, OwnNetwork]]) -> Iterator[tuple[int, str]]:
    """Yield networks whose import raises something other than an error, such as KeyboardInterrupt, and a line on it."""
    for i, network in networks:
        for key in ("activation", "module", "layer", "optimizer"):
            if (dotted := getattr(network, key)) is None:
                continue
            try:
                importlib.import_module(dotted.rpartition(".")[0])
            except (Exception, SystemExit):  # said by network_errors
                continue
            except BaseException as error:
                yield i, f"networks.{i}.{key}: '{dotted}' cannot be imported: it raises {type(error).__name__}"
                break


def _names(entries: object) -> Iterator[str]:
    """Yield the names of declarations, valid or not, in order."""
    for entry in entries if isinstance(entries, list | tuple) else ():
        yield str(entry.get("name")) if isinstance(entry, Mapping) else ""
