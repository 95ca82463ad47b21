"""Checks of the user's own methods, by importing their classes and asking scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from snnbench.code_version import code_version
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
        try:
            estimator_class = EstimatorClass(declared.estimator, _needed(declared))
            _ = estimator_class.default
        except EstimatorError as error:
            yield f"{path}.estimator: {error}"
            continue
        except BaseException as error:  # a user's module may raise anything, KeyboardInterrupt included
            yield f"{path}.estimator: '{declared.estimator}' cannot be imported: it raises {type(error).__name__}"
            continue
        for name, value in declared.arguments.items():
            if name not in estimator_class.parameters and not estimator_class.takes_others:
                hint = nearest(name, estimator_class.parameters)
                yield f"{path}.arguments.{name}: unknown argument of {declared.estimator} ({hint})"
            elif problem := estimator_class.value_problem(name, value):
                yield f"{path}.arguments.{name}: {shown(value)} is wrong: {problem}"
        method = ScikitLearn(declared.name, declared.estimator, _needed(declared))
        yield from grid_errors(f"{path}.grid", declared.grid, method, imports=True)


def source_errors(path: str, modules: Sequence[str]) -> Iterator[str]:
    """Yield which of the user's own modules cannot be read, those that are imported later, as in ``fit``, included.

    Parameters
    ----------
    path : str
        Of the declaration, such as ``estimators.0``.
    modules : sequence of str
        Of the method.
    """
    try:
        code_version(*(name for name in modules if name.partition(".")[0] != "snnbench"))
    except SyntaxError as error:
        yield f"{path}: it imports {error.filename}, which is not Python: line {error.lineno}: {error.msg}"
    except (ImportError, OSError, ValueError) as error:
        yield f"{path}: the source of what it imports cannot be read: {error}"


def _needed(declared: Estimator) -> Mapping[str, Any]:
    """Return the arguments, with the grid's first setting where the class cannot be made without one."""
    try:
        _ = EstimatorClass(declared.estimator, declared.arguments).default
    except EstimatorError as error:
        settings = settings_of(declared.grid)
        if "missing" in str(error) and settings:
            return {**declared.arguments, **settings[0]}
    return declared.arguments
