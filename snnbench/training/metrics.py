"""Scores of all members of a stack at once."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Score = Callable[[Tensor, Tensor], Tensor]
"""Takes outputs (members, rows, outputs) and labels, and returns a score in [0, 1] per member."""


def accuracy(outputs: Tensor, y: Tensor) -> Tensor:
    """Return the share of rows whose largest output is their class.

    Parameters
    ----------
    outputs : Tensor, shape (members, rows, classes)
        Rows with a NaN count as wrong.
    y : Tensor of int64, shape (rows,)

    Returns
    -------
    Tensor of float64, shape (members,)
    """
    right = (outputs.argmax(2) == y) & outputs.isfinite().all(2)
    return right.double().mean(1)


def binary_auc(outputs: Tensor, y: Tensor) -> Tensor:
    """Return the area under the ROC curve of class 1 against class 0.

    Parameters
    ----------
    outputs : Tensor, shape (members, rows, 2)
    y : Tensor of int64, shape (rows,)

    Returns
    -------
    Tensor of float64, shape (members,)
        NaN where ``y`` holds one class only.
    """
    return _auc(outputs[:, :, 1] - outputs[:, :, 0], y == 1, y == 0)


def mean_assay_auc(outputs: Tensor, y: Tensor) -> Tensor:
    """Return the mean over the assays of the ROC AUC on the rows that have a label.

    An assay with one class among these rows is left out.

    Parameters
    ----------
    outputs : Tensor, shape (members, rows, assays)
    y : Tensor of float32, shape (rows, assays)
        0, 1 or NaN.

    Returns
    -------
    Tensor of float64, shape (members,)
    """
    per_assay = [_auc(outputs[:, :, i], y[:, i] == 1, y[:, i] == 0) for i in range(y.shape[1])]
    return torch.stack(per_assay).nanmean(0)


def _auc(scores: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
    """Return the share of (positive, negative) pairs in the right order, ties counting half."""
    negatives, _ = scores[:, negative].contiguous().sort(1)
    positives = scores[:, positive].contiguous()
    below = torch.searchsorted(negatives, positives).sum(1)
    not_above = torch.searchsorted(negatives, positives, right=True).sum(1)
    pairs = positives.shape[1] * negatives.shape[1]
    area = (below + not_above).double() / (2 * pairs)  # 0 / 0 where one class is absent
    return torch.where(scores.isfinite().all(1), area, torch.nan)
