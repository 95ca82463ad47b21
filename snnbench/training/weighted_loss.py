"""Cross-entropy of rows that count differently."""

from __future__ import annotations

import torch
from torch import Tensor

from snnbench.training.losses import SoftmaxCrossEntropy


class WeightedSoftmaxCrossEntropy(SoftmaxCrossEntropy):
    """:class:`SoftmaxCrossEntropy` with a weight per training row: a row of weight 2 counts like two rows.

    Parameters
    ----------
    classes : int
    weights : Tensor of float32, shape (rows,)
        At least 0, with a mean of 1, of the training rows in their order.
    """

    def __init__(self, classes: int, weights: Tensor) -> None:
        super().__init__(classes)
        self.weights = weights

    def prepare(self, y: Tensor) -> Tensor:
        """One-hot codes of classes 0..C-1 times the weights of their rows, shape (rows, C)."""
        return super().prepare(y) * self.weights[:, None].to(y.device)

    def __call__(self, outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return the weighted sum of losses per member and the gradient of the weighted mean over the rows."""
        log_probabilities = torch.log_softmax(outputs, 2)
        loss = -(log_probabilities * targets).sum((1, 2))
        of_rows = targets.sum(1, keepdim=True)
        return loss, log_probabilities.exp_().mul_(of_rows).sub_(targets).div_(targets.shape[0])
