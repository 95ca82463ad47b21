"""Choosing a setting and its number of epochs on several folds, and training it again on all rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from snnbench.methods.method import Method, Problem
from snnbench.nets.architectures import depth_names, depth_of
from snnbench.training.progress import counted
from snnbench.training.search_settings import Search
from snnbench.training.selection import moving_average, ranked
from snnbench.training.trial import Trial


def choose_on_folds(method: Method, folds: Sequence[Problem], trials: Sequence[Trial]) -> None:
    """Try every setting on each fold, and record the mean of its validation scores.

    A network's epoch is chosen by the mean curve over the folds, smoothed as on a single split. A setting that
    fails or diverges on one fold cannot be chosen. Test scores stay NaN.

    Parameters
    ----------
    method : Method
    folds : sequence of Problem
        Whose test rows are not looked at: they are the validation rows.
    trials : sequence of Trial
        Changed in place.
    """
    runs = []
    for number, problem in enumerate(counted("fold", folds)):
        # Numbers tell the folds apart in the memory of finished trials.
        run = [Trial(t.hyperparameters, t.number + number * len(trials), t.seed) for t in trials]
        _run_or_recall(method, problem, run)
        runs.append(run)
    window = folds[0].protocol.smoothing_for(len(folds[0].rows.train.y))
    for trial, *of_folds in zip(trials, *runs, strict=True):
        _combine(trial, of_folds, window)


def _run_or_recall(method: Method, problem: Problem, trials: list[Trial]) -> None:
    """Try the settings that an earlier call has not finished; nets look up their stacks themselves."""
    finished = problem.finished
    if finished is None or not method.independent_settings:
        method.run(problem, trials)
        return
    for trial in trials:
        if not finished.recall([trial]):
            method.run(problem, [trial])
            if trial.can_be_chosen:
                finished.keep([trial])


def refit(method: Method, problem: Problem, trials: Sequence[Trial]) -> None:
    """Train the best setting on all rows for its number of epochs, and record its test score.

    Where nets of each depth compete among themselves (``problem.by_depth``), the best of each depth is trained, as
    Table 2 shows them all. If one fails, the next best takes its place.

    Parameters
    ----------
    method : Method
    problem : Problem
        With all labelled rows as training rows. Its validation rows decide nothing.
    trials : sequence of Trial
        After :func:`choose_on_folds`; changed in place. Those that are not trained again have no test score.
    """
    competitions: dict[int | None, list[Trial]] = {}
    for trial in trials:
        has_depth = problem.by_depth and not depth_names().isdisjoint(trial.hyperparameters)
        competitions.setdefault(depth_of(trial.hyperparameters) if has_depth else None, []).append(trial)
    for some in competitions.values():
        for trial in ranked(some):
            if _trained_again(method, problem, trial):
                break


def _combine(trial: Trial, of_folds: Sequence[Trial], window: int) -> None:
    trial.seconds = sum(run.seconds for run in of_folds)
    trial.epochs = sum(run.epochs for run in of_folds)
    failed = next(((fold, run.status) for fold, run in enumerate(of_folds) if run.status != "ok"), None)
    if failed is not None:
        trial.status = f"fold {failed[0]}: {failed[1]}"
        return
    epochs = min(len(run.validation_curve) for run in of_folds)
    if not epochs:
        trial.validation_score = fmean(run.validation_score for run in of_folds)
        return
    trial.validation_curve = [fmean(run.validation_curve[e] for run in of_folds) for e in range(epochs)]
    trial.training_loss = [fmean(run.training_loss[e] for run in of_folds) for e in range(epochs)]
    for epoch in range(min(window, epochs), epochs + 1):
        smoothed = moving_average(trial.validation_curve[:epoch], min(window, epochs))
        if not trial.validation_score >= smoothed:
            trial.validation_score, trial.epoch = smoothed, epoch


def _trained_again(method: Method, problem: Problem, trial: Trial) -> bool:
    """Train a setting for exactly its number of epochs; return whether it has a test score."""
    again = Trial(trial.hyperparameters, trial.number, trial.seed)
    if trial.epoch:
        # Smoothing over all epochs leaves one to be chosen: the last.
        exactly = {"epochs": trial.epoch, "smoothing": trial.epoch, "max_steps": None}
        problem = replace(problem, protocol=problem.protocol.model_copy(update=exactly))
    method.run(replace(problem, search=Search(strategy="grid"), finished=None), [again])
    trial.seconds += again.seconds
    trial.epochs += again.epochs
    if again.status != "ok" or math.isnan(again.test_score):
        trial.status = f"on all rows: {again.status}"
        return False
    trial.test_score, trial.test_predictions = again.test_score, again.test_predictions
    return True
