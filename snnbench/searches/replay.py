"""Successive halving played back on nets that were trained to the end.

A net's training depends on no other, so its first epochs are the same whether it is left behind at a rung or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from snnbench.nets.architectures import depth_of
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search
from snnbench.training.selection import moving_average, ranked
from snnbench.training.trial import Trial


class Replayed(NamedTuple):
    """What a search chooses.

    Attributes
    ----------
    number : int
        Of the chosen trial.
    test_score : float
    epochs : int
        That all nets together are trained for.
    """

    number: int
    test_score: float
    epochs: int


class History:
    """A finished trial as it stood after any number of epochs.

    Parameters
    ----------
    trial : Trial
        Trained to the end, or until it diverged.
    window : int
        Epochs of the moving average.
    """

    def __init__(self, trial: Trial, window: int) -> None:
        self.trial = trial
        self.length = len(trial.validation_curve)
        self._best: list[tuple[float, int]] = []
        best = (float("nan"), 0)
        for epoch in range(1, self.length + 1):
            # A net has no score in the epoch in which it diverges.
            if epoch >= window and (trial.status == "ok" or epoch < self.length):
                smoothed = moving_average(trial.validation_curve[:epoch], window)
                if not best[0] >= smoothed:
                    best = smoothed, epoch
            self._best.append(best)

    def after(self, epochs: int) -> Trial:
        """Return the trial as it was; its test score is NaN where the epoch chosen then was another than at the end."""
        diverged = self.trial.status != "ok" and self.length <= epochs
        score, epoch = self._best[min(epochs, self.length) - 1]
        return Trial(
            self.trial.hyperparameters,
            self.trial.number,
            epoch=epoch,
            epochs=min(epochs, self.length),
            validation_score=score,
            test_score=self.trial.test_score if epoch == self.trial.epoch else float("nan"),
            status=self.trial.status if diverged else "ok",
        )


def replay(
    trials: Sequence[Trial], search: Search, protocol: TrainingProtocol, rows: int, *, by_depth: bool = False
) -> Replayed | None:
    """Return what a search would have chosen among trials of a full grid; None if nothing.

    Parameters
    ----------
    trials : sequence of Trial
        Of one task, split, repeat and network, trained with ``search: grid``, with their validation curves.
    search : Search
    protocol : TrainingProtocol
    rows : int
        Training rows of the task.
    by_depth : bool
        Whether nets compete at a rung with those of their own depth only.
    """
    histories = [History(trial, protocol.smoothing_for(rows)) for trial in trials]
    left, behind = histories, []
    for rung in search.rungs_for(protocol, rows):
        states = {history.trial.number: history.after(rung) for history in left}
        survivors = _survivors(states.values(), search, by_depth)
        behind += [state for number, state in states.items() if number not in survivors]
        left = [history for history in left if history.trial.number in survivors]
    final = [*behind, *(history.after(protocol.epochs_for(rows)) for history in left)]
    best = next(iter(ranked(final)), None)
    return None if best is None else Replayed(best.number, best.test_score, sum(trial.epochs for trial in final))


def _survivors(trials: Iterable[Trial], search: Search, by_depth: bool) -> set[int]:
    """Return the numbers of the trials that go on from a rung."""
    competitions: dict[int, list[Trial]] = {}
    for trial in trials:
        if trial.status == "ok":
            competitions.setdefault(depth_of(trial.hyperparameters) if by_depth else 0, []).append(trial)
    return {trial.number for some in competitions.values() for trial in ranked(some)[: search.survivors(len(some))]}
