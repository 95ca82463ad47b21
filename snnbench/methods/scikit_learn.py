"""Any scikit-learn classifier as a method."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from snnbench.methods.assays import fit_assay_by_assay
from snnbench.methods.estimator_class import EstimatorClass
from snnbench.training.progress import tell
from snnbench.training.trial import FAILED

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

    from snnbench.data.task import Rows
    from snnbench.methods.method import Problem
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
    grown_by : str
        The hyperparameter that counts an ensemble's members: settings that differ in nothing else are one ensemble,
        grown with scikit-learn's ``warm_start`` from the seed of the smallest. Empty: every setting is fitted alone.
    """

    name: str
    estimator: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    searched: tuple[str, ...] = ()
    grown_by: str = ""
    uses_gpu: bool = False
    independent_settings: bool = True

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules that compute: this one, and the class's with what it imports or the version of its library."""
        return (__name__, self.estimator.rpartition(".")[0])

    @property
    def estimator_class(self) -> EstimatorClass:
        """Return the class with the arguments that are not searched; not imported yet."""
        return EstimatorClass(self.estimator, self.arguments)

    def load(self) -> type[BaseEstimator]:
        """Import the class; see :attr:`snnbench.methods.estimator_class.EstimatorClass.cls`."""
        return self.estimator_class.cls

    def hyperparameters(self, asked: Collection[str]) -> Mapping[str, str | None]:
        """Return the names that the class takes; their values are for the class to check."""
        if set(asked) <= set(self.searched):
            return dict.fromkeys(self.searched)
        estimator_class = self.estimator_class
        return dict.fromkeys([*estimator_class.parameters, *(asked if estimator_class.takes_others else ())])

    def run(self, problem: Problem, trials: Sequence[Trial]) -> None:
        """Fit every setting on one thread; one that fails is recorded with the reason and cannot be chosen."""
        from threadpoolctl import threadpool_limits

        problem = replace(problem, rows=type(problem.rows)(*map(_read_only, problem.rows)))
        fit_and_score = fit_assay_by_assay if problem.metric == "mean_auc" else _whole
        tried = count(1)
        for family in self._families(trials, problem.metric):
            model = None
            for trial in family:
                tell("setting", next(tried), len(trials))
                started = time.process_time()
                try:
                    if model is None:
                        model = self.estimator_class.make(trial.hyperparameters, trial.seed % 2**32)
                    else:
                        model.set_params(**trial.hyperparameters)
                    with threadpool_limits(1):
                        scores = fit_and_score(model, problem)
                    trial.validation_score, trial.test_score, trial.test_predictions = scores
                except Exception as error:  # one bad setting must not cost the others
                    trial.status = f"{FAILED}{type(error).__name__}: {error}"
                    model = None
                trial.seconds = time.process_time() - started

    def _families(self, trials: Sequence[Trial], metric: str) -> Iterable[Sequence[Trial]]:
        """Return groups of settings that one model can serve, a group's smallest ensemble first."""
        # Assay by assay there is one model per assay, and to keep them all takes their number times the memory.
        if not self.grown_by or metric == "mean_auc":
            return [[trial] for trial in trials]
        families: dict[str, list[Trial]] = {}
        for trial in sorted(trials, key=lambda trial: trial.hyperparameters.get(self.grown_by, 0)):
            fixed = sorted((name, value) for name, value in trial.hyperparameters.items() if name != self.grown_by)
            families.setdefault(repr((self.grown_by in trial.hyperparameters, fixed)), []).append(trial)
        return families.values()


def _whole(model: BaseEstimator, problem: Problem) -> tuple[float, float, None]:
    """Fit to the training rows; return the validation and the test score, and no predictions."""
    model.fit(*problem.rows.train)
    validation, test = (_score(model, rows, problem.metric) for rows in (problem.rows.validation, problem.rows.test))
    return validation, test, None


def _read_only(rows: Rows) -> Rows:
    """Return views that an estimator cannot change for the settings after it."""
    views = type(rows)(*(array.view() for array in rows))
    for view in views:
        view.flags.writeable = False
    return views


def _score(model: BaseEstimator, rows: Rows, metric: str) -> float:
    from sklearn.metrics import accuracy_score, roc_auc_score

    if metric == "accuracy":
        return float(accuracy_score(rows.y, model.predict(rows.X)))
    if hasattr(model, "predict_proba"):
        return float(roc_auc_score(rows.y, model.predict_proba(rows.X)[:, 1]))
    return float(roc_auc_score(rows.y, model.decision_function(rows.X)))
