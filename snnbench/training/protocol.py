"""How nets are trained, whatever their hyperparameters."""

from __future__ import annotations

from pydantic import Field

from snnbench.settings import Settings


class TrainingProtocol(Settings):
    """How nets are trained; the defaults are the paper's."""

    epochs: int = Field(default=100, ge=1)
    batch_size: int = Field(default=128, ge=2)
    """Not in the paper; the authors' published script uses 128."""
    smoothing: int = Field(default=10, ge=1)
    """Epochs of the moving average over the validation curve."""
    max_steps: int | None = Field(default=None, ge=1)
    """Most gradient steps a net takes, if that is an epoch at least; caps the epochs of large tasks, with
    ``smoothing`` and the rungs of halving in proportion. The paper has no cap."""

    average_weights: float | None = Field(default=None, ge=0, le=1)
    """Validate and test an exponential moving average of each net's weights (and of its running statistics)
    instead of the last ones: at each step the average keeps this share of itself. Not in the paper."""

    def steps_per_epoch(self, rows: int) -> int:
        """Return the number of mini-batches; a last one of a single row joins the one before."""
        full, rest = divmod(rows, self.batch_size)
        return max(1, full + (rest > 1))

    def epochs_for(self, rows: int) -> int:
        """Return the epochs a task is trained for, at least one, by its number of training rows."""
        if self.max_steps is None:
            return self.epochs
        return min(self.epochs, max(1, self.max_steps // self.steps_per_epoch(rows)))

    def in_proportion(self, epochs: int, rows: int) -> int:
        """Scale a number of epochs of an uncapped training to the epochs of this one; at least one."""
        return max(1, round(epochs * self.epochs_for(rows) / self.epochs))

    def smoothing_for(self, rows: int) -> int:
        """Return the epochs of the moving average over the validation curve."""
        return min(self.in_proportion(self.smoothing, rows), self.epochs_for(rows))
