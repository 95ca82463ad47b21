"""The one thing every source yields and every method takes."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.features import prepared_features, standardized
from snnbench.data.splits import Split, split_with_validation
from snnbench.data.task_file import read_arrays, write_arrays, write_reason
from snnbench.randomness import numpy_generator

Metric = Literal["accuracy", "auc", "mean_auc"]


class Rows(NamedTuple):
    """Some rows of a task as a method takes them.

    Attributes
    ----------
    X : ndarray of float32, shape (rows, features)
    y : ndarray, shape (rows,) of int64 or (rows, assays) of float32
    """

    X: np.ndarray
    y: np.ndarray


class PreparedSplit(NamedTuple):
    """The three sets of a split, features ready for a method."""

    train: Rows
    validation: Rows
    test: Rows


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
        Features. Final where ``finished``; otherwise as in the source, missing values as NaN and categories as
        codes 0, 1, ..., and of float64 where float32 would lose digits that matter once a column is centred.
    y : ndarray, shape (n,) of int64 or (n, assays) of float32
        Class 0..C-1, or 0/1/NaN per assay.
    splits : list of Split
    metric : {"accuracy", "auc", "mean_auc"}
        ``mean_auc``: the mean over the assays of a multi-label task.
    classes : tuple of str
        Class labels in the order of the codes in ``y`` (assay names for a multi-label task).
    categories : tuple of int
        Per column of X the number of categories, 0 for a numeric column; empty if all are numeric.
    finished : bool
        True: X needs nothing more. False: :meth:`prepare` imputes, encodes and standardises it with what it
        learns from the training rows of the split in question.
    standardized : bool
        Of a finished task: X is standardised on the training rows of its first split, so another split or repeat
        standardises it again on its own. False: X is the same for all of them.
    refit : bool
        The last split takes no part in the search: the setting with the best mean score on the other splits' validation
        rows is trained on its training rows, for the chosen number of epochs, and scored on its test rows.
    redraw_seed : int, optional
        Of the validation rows that a further repeat draws anew; None where the protocol says which rows they are.
    notes : tuple of str
        What a reader of the results should know.
    """

    name: str
    suite: str
    X: np.ndarray
    y: np.ndarray
    splits: list[Split]
    metric: Metric
    classes: tuple[str, ...]
    categories: tuple[int, ...] = ()
    finished: bool = True
    standardized: bool = False
    refit: bool = False
    redraw_seed: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def features(self) -> int:
        """Number of columns a method sees."""
        return sum(max(1, count) for count in self.categories) if self.categories else self.X.shape[1]

    @property
    def rows(self) -> int:
        """Number of rows of the data set; X has more where each split has rows of its own."""
        return len(np.unique(np.concatenate(self.splits[-1])))

    def split_of(self, split: int, repeat: int = 0) -> Split:
        """Return the row indices of a repeat of a split.

        A repeat is what another seed would give on the same test rows: repeat 0 has the rows of ``splits``, a further
        one draws its validation rows anew from the training and validation rows, in the same proportion to the
        classes, unless the protocol says which rows they are (``redraw_seed`` is None).

        Parameters
        ----------
        split : int
            Index into ``splits``.
        repeat : int
            At least 0.
        """
        first = self.splits[split]
        if repeat == 0 or self.redraw_seed is None:
            return first
        training = np.sort(np.concatenate((first.train, first.validation)))
        return split_with_validation(
            self.y, training, first.test, numpy_generator(self.redraw_seed, "validation", split, repeat)
        )

    def prepare(self, split: int, repeat: int = 0) -> PreparedSplit:
        """Return the rows of a repeat of a split with features ready for a method.

        Parameters
        ----------
        split : int
            Index into ``splits``.
        repeat : int
            See :meth:`split_of`.
        """
        rows = self.split_of(split, repeat)
        X = self.X
        if not self.finished:
            X = prepared_features(X, self.categories, rows.train)
        elif self.standardized and rows is not self.splits[0]:
            X = standardized(X, rows.train)
        return PreparedSplit(
            *(Rows(np.ascontiguousarray(X[part]), np.ascontiguousarray(self.y[part])) for part in rows)
        )

    def majority_score(self, split: int) -> float:
        """Return the test score of always answering with the most frequent class of the training rows.

        Parameters
        ----------
        split : int
            Index into ``splits``.

        Returns
        -------
        float
            In [0, 1]; 0.5 where the metric is an AUC, since such an answer ranks no row above another.
        """
        if self.metric != "accuracy":
            return 0.5
        rows = self.splits[split]
        counts = np.bincount(self.y[rows.train], minlength=len(self.classes))
        return float(np.mean(self.y[rows.test] == counts.argmax()))

    def without_score(self, split: int, repeat: int = 0) -> str:
        """Return why the metric has no value on a split, or an empty string.

        The area under the ROC curve needs both classes among the validation rows and among the test rows.

        Parameters
        ----------
        split, repeat : int
            See :meth:`split_of`.
        """
        if self.metric != "auc":
            return ""
        rows = self.split_of(split, repeat)
        for part in ("validation", "test"):
            present = np.unique(self.y[getattr(rows, part)])
            if len(present) == 1:
                only = self.classes[int(present[0])]
                return f"auc is undefined on split {split}: all its {part} rows have the class '{only}'"
        return ""

    def content_hash(self) -> str:
        """Return a sha256 of all that decides what a method makes of the task; notes do not."""
        digest = hashlib.sha256(replace(self, notes=())._header().encode())
        for array in self._arrays().values():
            digest.update(f"{array.dtype}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the task to one npz file, whole or not at all."""
        write_arrays(path, self._header(), self._arrays())

    @staticmethod
    def load(path: str | os.PathLike[str]) -> Task:
        """Read a task from an npz file; nothing is unpickled.

        Raises
        ------
        TaskUnavailable
            If the file holds the reason why the task is unavailable.
        DataError
            If the file is not such a task.
        """
        header, arrays = read_arrays(path)
        try:
            splits = [Split(*(arrays[f"{part}_{i}"] for part in Split._fields)) for i in range(header.pop("splits"))]
            lists = {key: tuple(header[key]) for key in ("classes", "categories", "notes")}
            return Task(X=arrays["X"], y=arrays["y"], splits=splits, **{**header, **lists})
        except (KeyError, TypeError) as error:
            raise DataError(f"{Path(path)} does not hold a task of this version: {error}") from error

    @staticmethod
    def save_unavailable(path: str | os.PathLike[str], error: TaskUnavailable) -> None:
        """Write down, in place of the task, why it is unavailable."""
        write_reason(path, error)

    def _header(self) -> str:
        header = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in ("X", "y")}
        return json.dumps({**header, "splits": len(self.splits)}, sort_keys=True)

    def _arrays(self) -> dict[str, np.ndarray]:
        splits = {
            f"{part}_{i}": rows
            for i, split in enumerate(self.splits)
            for part, rows in zip(Split._fields, split, strict=True)
        }
        return {"X": self.X, "y": self.y, **splits}
