"""The one thing every source yields and every method takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

Metric = Literal["accuracy", "auc"]


class Split(NamedTuple):
    """Row indices of one split; the three sets are disjoint.

    Attributes
    ----------
    train, validation, test : ndarray of int64
        Sorted row indices into ``Task.X``.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


@dataclass(frozen=True)
class Task:
    """A classification problem with its splits.

    Attributes
    ----------
    name : str
        Unique over all suites.
    suite : str
        ``uci``, ``htru2``, ``tox21``, ``sklearn`` or ``user``.
    X : ndarray of float32, shape (n, d)
        Features. With one split they stand on the mean and standard deviation of its training rows;
        with several they are in the units of the file, and :meth:`features` does that per split.
    y : ndarray, shape (n,) of int64 or (n, assays) of float32
        Class 0..C-1, or 0/1/NaN per assay.
    splits : list of Split
    metric : {"accuracy", "auc"}
    classes : tuple of str
        Class labels in the order of the codes in ``y`` (assay names for a multi-label task).
    standardize : bool
        Whether :meth:`features` puts the columns on the training rows' mean and standard deviation.
    """

    name: str
    suite: str
    X: np.ndarray
    y: np.ndarray
    splits: list[Split]
    metric: Metric
    classes: tuple[str, ...]
    standardize: bool = True
