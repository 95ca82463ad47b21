"""The two losses of the paper, per member, with their gradients."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

from snnbench.nets.kernels.choice import kernels_serve


class Loss(Protocol):
    """A loss over the outputs of a stack.

    Its targets are prepared once per split, and a call gives each member's loss and its gradient.
    """

    outputs: int

    def prepare(self, y: Tensor) -> Tensor:
        """Turn the labels of all training rows into targets, one row each."""

    def probabilities(self, outputs: Tensor) -> Tensor:
        """Return the probabilities that outputs stand for, of the same shape."""

    def __call__(self, outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return each member's summed loss, shape (members,), and the gradient of the mean loss.

        Parameters
        ----------
        outputs : Tensor, shape (members, rows, outputs)
            May be overwritten.
        targets : Tensor, shape (rows, outputs)
        """


class SoftmaxCrossEntropy:
    """Cross-entropy of the softmax of the outputs with one class per row.

    Parameters
    ----------
    classes : int
    """

    def __init__(self, classes: int) -> None:
        self.outputs = classes

    def prepare(self, y: Tensor) -> Tensor:
        """One-hot codes of classes 0..C-1, shape (rows, C)."""
        return torch.nn.functional.one_hot(y, self.outputs).float()

    def probabilities(self, outputs: Tensor) -> Tensor:
        """Return the softmax of the outputs."""
        return torch.softmax(outputs, 2)

    def __call__(self, outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return the summed loss per member and the gradient of the mean over the rows."""
        if kernels_serve(outputs):
            return self._by_kernel(outputs, targets)
        log_probabilities = torch.log_softmax(outputs, 2)
        loss = -(log_probabilities * targets).sum((1, 2))
        return loss, log_probabilities.exp_().sub_(targets).div_(targets.shape[0])

    def _by_kernel(self, outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        from snnbench.nets.kernels.softmax import cross_entropy

        loss, gradient = torch.empty(len(outputs), 1, 1, device="cpu"), torch.empty_like(outputs)
        arrays = (tensor.numpy() for tensor in (loss, gradient, outputs.contiguous(), targets.unsqueeze(0)))
        cross_entropy(*arrays)
        return loss.view(-1), gradient


class MaskedSigmoidCrossEntropy:
    """Binary cross-entropy of each assay's sigmoid over the labels that exist (Tox21).

    Parameters
    ----------
    assays : int
    """

    def __init__(self, assays: int) -> None:
        self.outputs = assays

    def prepare(self, y: Tensor) -> Tensor:
        """Return the labels: in [0, 1], NaN for those that are missing, shape (rows, assays)."""
        return y

    def probabilities(self, outputs: Tensor) -> Tensor:
        """Return the sigmoid of the outputs: the probability of each assay's class 1."""
        return torch.sigmoid(outputs)

    def __call__(self, outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return the summed loss per member and the gradient of the mean over the rows.

        A missing label adds nothing to either.
        """
        present = targets.isfinite()
        labels = targets.nan_to_num()
        terms = torch.nn.functional.softplus(outputs) - outputs * labels
        # Not torch.sigmoid, which on a CPU takes another routine for the last few numbers: a member's bits would
        # depend on how many others there are.
        probabilities = outputs.neg().exp_().add_(1).reciprocal_()
        gradient = probabilities.sub_(labels).mul_(present).div_(targets.shape[0])
        return terms.mul_(present).sum((1, 2)), gradient
