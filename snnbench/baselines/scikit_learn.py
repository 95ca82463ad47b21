"""Any scikit-learn classifier as a method."""

from __future__ import annotations

import importlib
import inspect
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

    from snnbench.data.task import Rows
    from snnbench.methods import Problem
    from snnbench.training.trial import Trial


@dataclass(frozen=True)
class ScikitLearn:
    """A scikit-learn classifier, fitted once per setting on the training rows.

    Attributes
    ----------
    name : str
    estimator : str
        ``module.Class``.
    arguments : mapping
        Keyword arguments that are not searched.
    group : str
        The group of methods of Tables A12 and A13 that it stands for; empty if none.
    searched : tuple of str
        Hyperparameters that are known without importing the class, which takes seconds.
    """

    name: str
    estimator: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    searched: tuple[str, ...] = ()
    modules: tuple[str, ...] = ("baselines",)
    uses_gpu: bool = False

    def load(self) -> type[BaseEstimator]:
        """Import the class.

        Raises
        ------
        ValueError
            If there is no such class, or it lacks ``fit`` or ``predict``.
        """
        module, _, attribute = self.estimator.rpartition(".")
        try:
            estimator = getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError) as error:
            raise ValueError(f"'{self.estimator}' cannot be imported: {error}") from error
        if not (hasattr(estimator, "fit") and hasattr(estimator, "predict")):
            raise ValueError(f"'{self.estimator}' is no classifier: it lacks fit or predict")
        return estimator

    def hyperparameters(self, asked: Collection[str]) -> Mapping[str, str | None]:
        """Return the names of the class's keyword arguments; their values are the class's affair."""
        if set(asked) <= set(self.searched):
            return dict.fromkeys(self.searched)
        return dict.fromkeys(inspect.signature(self.load()).parameters)

    def run(self, problem: Problem, trials: Sequence[Trial]) -> None:
        """Fit every setting on one thread; one that fails is recorded with the reason and cannot be chosen."""
        from threadpoolctl import threadpool_limits

        estimator = self.load()
        takes_seed = "random_state" in inspect.signature(estimator).parameters
        for trial in trials:
            seed = {"random_state": trial.seed % 2**32} if takes_seed else {}
            started = time.process_time()
            try:
                model = estimator(**{**self.arguments, **seed, **trial.hyperparameters})
                with threadpool_limits(1):
                    model.fit(*problem.rows.train)
                    trial.validation_score = _score(model, problem.rows.validation, problem.metric)
                    trial.test_score = _score(model, problem.rows.test, problem.metric)
            except Exception as error:  # one bad setting must not cost the others
                trial.status = f"failed: {type(error).__name__}: {error}"
            # Two large forests at once would take twice the memory.
            model = None
            trial.seconds = time.process_time() - started


def _score(model: BaseEstimator, rows: Rows, metric: str) -> float:
    from sklearn.metrics import accuracy_score, roc_auc_score

    if metric == "accuracy":
        return float(accuracy_score(rows.y, model.predict(rows.X)))
    if hasattr(model, "predict_proba"):
        return float(roc_auc_score(rows.y, model.predict_proba(rows.X)[:, 1]))
    return float(roc_auc_score(rows.y, model.decision_function(rows.X)))
