"""What a scikit-learn estimator class takes, asked of the class itself before anything runs."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


class EstimatorError(ValueError):
    """A class that is unavailable, or is no classifier."""


@dataclass(frozen=True)
class EstimatorClass:
    """A class by its dotted name, with the arguments it is always made with.

    Attributes
    ----------
    path : str
        ``module.Class``.
    arguments : mapping
        Keyword arguments without which it cannot be made, or that are not searched.
    """

    path: str
    arguments: Mapping[str, Any]

    @cached_property
    def cls(self) -> type:
        """Return the class.

        Raises
        ------
        EstimatorError
            If its module is missing, raises or exits, or has no such class, or the class lacks ``fit`` or ``predict``.
        """
        module, _, name = self.path.rpartition(".")
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                cls = getattr(importlib.import_module(module), name)
        except (Exception, SystemExit) as error:  # a user's module may do anything when it is imported
            raise EstimatorError(f"'{self.path}' cannot be imported: {_one_line(error)}") from error
        if not isinstance(cls, type):
            raise EstimatorError(f"'{self.path}' is a {type(cls).__name__}, not a class")
        if not (callable(getattr(cls, "fit", None)) and callable(getattr(cls, "predict", None))):
            raise EstimatorError(f"'{self.path}' is no classifier: it lacks fit or predict")
        return cls

    @cached_property
    def default(self) -> Any:
        """Return an estimator made with the arguments.

        Raises
        ------
        EstimatorError
            If the class does not take them, or is a regressor, clusterer or detector of outliers.
        """
        cls = self.cls
        try:
            estimator = cls(**self.arguments)
        except Exception as error:  # the constructor is the user's
            written = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
            raise EstimatorError(f"'{self.path}' cannot be made with ({written}): {_one_line(error)}") from error
        kind = _kind(estimator)
        if kind not in (None, "classifier"):
            raise EstimatorError(f"'{self.path}' is no classifier but of the kind '{kind}'")
        return estimator

    @cached_property
    def parameters(self) -> frozenset[str]:
        """Return the names of its hyperparameters, those of nested estimators as ``estimator__name`` included."""
        if hasattr(self.default, "get_params"):
            return frozenset(self.default.get_params())
        return frozenset(inspect.signature(self.cls).parameters)

    @cached_property
    def takes_others(self) -> bool:
        """Return whether it takes any further keyword argument, as LightGBM's and XGBoost's classes do."""
        parameters = inspect.signature(self.cls).parameters.values()
        return any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters)

    def make(self, setting: Mapping[str, Any], seed: int) -> Any:
        """Return an estimator of a setting, seeded if it takes a ``random_state`` and the setting names none."""
        seeded = {"random_state": seed} if "random_state" in self.parameters else {}
        values = {**self.arguments, **seeded, **setting}
        nested = {name: value for name, value in values.items() if "__" in name and name in self.parameters}
        estimator = self.cls(**{name: value for name, value in values.items() if name not in nested})
        return estimator.set_params(**nested) if nested else estimator

    def value_problem(self, name: str, value: object) -> str | None:
        """Return what scikit-learn itself says against a value of a hyperparameter, or None.

        Only classes that declare constraints, as all of scikit-learn's do, can be asked.
        """
        from sklearn.utils._param_validation import InvalidParameterError, validate_parameter_constraints

        owner, own_name = self.default, name
        while "__" in own_name:
            outer, own_name = own_name.split("__", 1)
            owner = getattr(owner, outer, None)
        constraints = getattr(owner, "_parameter_constraints", {})
        if own_name not in constraints:
            return None
        try:
            validate_parameter_constraints(constraints, {own_name: value}, type(owner).__name__)
        except InvalidParameterError as error:
            return _one_line(error, named=False).removesuffix(f" Got {value!r} instead.")
        return None


def _kind(estimator: object) -> str | None:
    """Return what scikit-learn's tags call an estimator; None where a class has no tags or says nothing."""
    from sklearn.utils import get_tags

    try:
        return get_tags(estimator).estimator_type
    except (AttributeError, TypeError):
        return getattr(estimator, "_estimator_type", None)


def _one_line(error: BaseException, named: bool = True) -> str:
    """Return an error's kind and the start of its text on one line."""
    text = " ".join(str(error).split())[:300]
    if not named:
        return text
    if isinstance(error, SystemExit):
        return f"it exits ({text or 0}) instead of being imported"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
