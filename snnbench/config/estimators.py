"""Checks of the user's own methods, by importing their classes and asking scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from snnbench.config.grids import grid_errors
from snnbench.config.messages import shown
from snnbench.data.catalog import nearest
from snnbench.methods.declared import Estimator, settings_of
from snnbench.methods.estimator_class import EstimatorClass, EstimatorError
from snnbench.methods.scikit_learn import ScikitLearn


def estimator_errors(estimators: Sequence[tuple[int, Estimator]]) -> Iterator[str]:
    """Yield what is wrong with declared estimators, each given with its place in the config's list."""
    for i, declared in estimators:
        path = f"estimators.{i}"
        estimator_class = EstimatorClass(declared.estimator, _needed(declared))
        try:
            _ = estimator_class.default
        except EstimatorError as error:
            yield f"{path}.estimator: {error}"
            continue
        for name, value in declared.arguments.items():
            if name not in estimator_class.parameters and not estimator_class.takes_others:
                hint = nearest(name, estimator_class.parameters)
                yield f"{path}.arguments.{name}: unknown argument of {declared.estimator} ({hint})"
            elif problem := estimator_class.value_problem(name, value):
                yield f"{path}.arguments.{name}: {shown(value)} is wrong: {problem}"
        method = ScikitLearn(declared.name, declared.estimator, _needed(declared))
        yield from grid_errors(f"{path}.grid", declared.grid, method, imports=True)


def _needed(declared: Estimator) -> Mapping[str, Any]:
    """Return the arguments, with the grid's first setting where the class cannot be made without one."""
    try:
        _ = EstimatorClass(declared.estimator, declared.arguments).default
    except EstimatorError as error:
        settings = settings_of(declared.grid)
        if "missing" in str(error) and settings:
            return {**declared.arguments, **settings[0]}
    return declared.arguments
