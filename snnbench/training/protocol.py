"""How nets are trained, whatever their hyperparameters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Protocol:
    """How nets are trained, whatever their hyperparameters.

    Attributes
    ----------
    epochs : int
        The paper's 100.
    batch_size : int
        128, as in the authors' published script.
    smoothing : int
        Epochs of the moving average over the validation curve; the paper's 10.
    max_steps : int or None
        Most gradient steps; caps the epochs on large tasks, whose smoothing shrinks in proportion. None in
        the paper.
    """

    epochs: int = 100
    batch_size: int = 128
    smoothing: int = 10
    max_steps: int | None = None

    def steps_per_epoch(self, rows: int) -> int:
        """Return the number of mini-batches; a last one of a single row joins the one before."""
        full, rest = divmod(rows, self.batch_size)
        return max(1, full + (rest > 1))

    def epochs_for(self, rows: int) -> int:
        """Return the epochs a task with so many training rows is trained for, at least one."""
        if self.max_steps is None:
            return self.epochs
        return min(self.epochs, max(1, self.max_steps // self.steps_per_epoch(rows)))

    def in_proportion(self, epochs: int, rows: int) -> int:
        """Return the epochs that stand for so many of an uncapped training, at least one."""
        return max(1, round(epochs * self.epochs_for(rows) / self.epochs))

    def smoothing_for(self, rows: int) -> int:
        """Return the epochs of the moving average on a task with so many training rows."""
        return min(self.in_proportion(self.smoothing, rows), self.epochs_for(rows))
