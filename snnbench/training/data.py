"""The rows of one split, where they are trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from snnbench.training.losses import Loss
from snnbench.training.metrics import Score


@dataclass(frozen=True)
class Data:
    """The rows of one split on the device that trains.

    Attributes
    ----------
    train, validation, test : (Tensor, Tensor)
        Features, float32 of shape (rows, features), and labels.
    loss : Loss
    score : callable
    record_predictions : bool
        Whether test scores come with the probabilities they are computed from.
    """

    train: tuple[Tensor, Tensor]
    validation: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]
    loss: Loss
    score: Score
    record_predictions: bool = False


def data_on(
    device: torch.device | str,
    arrays: dict[str, tuple[np.ndarray, np.ndarray]],
    loss: Loss,
    score: Score,
    record_predictions: bool = False,
) -> Data:
    """Move the rows of a split to the device that trains.

    Parameters
    ----------
    device : torch.device or str
    arrays : dict
        ``train``, ``validation`` and ``test``, each features and labels.
    loss : Loss
    score : callable
    record_predictions : bool
    """
    moved = {part: (torch.from_numpy(x).to(device), torch.from_numpy(y).to(device)) for part, (x, y) in arrays.items()}
    return Data(**moved, loss=loss, score=score, record_predictions=record_predictions)
