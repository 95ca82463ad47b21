"""The paper's networks as scikit-learn classifiers."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from snnbench.data.features import column_moments
from snnbench.data.splits import held_out
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.nets.selu_constants import FixedPoint
from snnbench.training.data import data_on
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import small_nets
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial


class FNNClassifier(ClassifierMixin, BaseEstimator):
    """One of the paper's seven feed-forward networks, trained by its protocol.

    Features are put on mean 0 and standard deviation 1 of the training rows. Weights are those of the epoch
    at which the accuracy on held-out rows, averaged over the last ten epochs, was best.

    Parameters
    ----------
    method : {"SNN", "MSRAinit", "BatchNorm", "LayerNorm", "WeightNorm", "Highway", "ResNet"}
    hidden_units : int or None
        Width of the first layer; of a residual block for ResNet. None: as wide as the input, for Highway.
    hidden_layers : int
        Layers, or residual blocks.
    layer_form : {"rectangular", "conic"}
        Constant width, or falling to the number of classes. Ignored by Highway and ResNet.
    learning_rate : float
        Positive.
    dropout : float
        In [0, 1); alpha dropout for SNN.
    l2 : float
        Weight decay.
    block_form : {"rectangular", "diavolo"}
        Of ResNet's blocks.
    bottleneck : float
        Width of a diavolo block's waist relative to the block.
    epochs, batch_size, smoothing : int
        As in the paper: 100, 128 and 10.
    validation_fraction : float
        Share of the rows held out to choose the epoch; 0 trains on all rows and takes the last epoch.
    device : str
        ``cpu`` or ``cuda``.
    random_state : int, RandomState or None

    Attributes
    ----------
    classes_ : ndarray
    n_features_in_ : int
    best_epoch_ : int
        Epoch whose weights are used; ``epochs`` without validation rows.
    validation_curve_, training_loss_ : ndarray, shape (epochs,)
        Accuracy on the held-out rows (on the training rows without them), and mean loss, per epoch.
    """

    def __init__(
        self,
        method: str = "SNN",
        hidden_units: int | None = 64,
        hidden_layers: int = 4,
        layer_form: str = "rectangular",
        learning_rate: float = 0.05,
        dropout: float = 0.0,
        l2: float = 0.0,
        block_form: str = "rectangular",
        bottleneck: float = 0.5,
        epochs: int = 100,
        batch_size: int = 128,
        smoothing: int = 10,
        validation_fraction: float = 0.15,
        device: str = "cpu",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.method = method
        self.hidden_units = hidden_units
        self.hidden_layers = hidden_layers
        self.layer_form = layer_form
        self.learning_rate = learning_rate
        self.dropout = dropout
        self.l2 = l2
        self.block_form = block_form
        self.bottleneck = bottleneck
        self.epochs = epochs
        self.batch_size = batch_size
        self.smoothing = smoothing
        self.validation_fraction = validation_fraction
        self.device = device
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: np.ndarray) -> FNNClassifier:
        """Train on rows ``X`` of shape (n, d) with classes ``y`` of shape (n,).

        Raises
        ------
        ValueError
            If ``y`` is no classification target or holds one class, if a parameter is out of range, or if
            training diverged before any epoch could be chosen.
        """
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"y holds one class, {self.classes_[0]!r}; at least 2 are needed")
        hyperparameters = self._hyperparameters()
        seed = int(check_random_state(self.random_state).randint(2**31))
        rows = np.arange(len(y))
        held = np.array([], dtype=np.int64)
        if self.validation_fraction > 0 and len(y) > 2:
            held = held_out(codes, rows, self.validation_fraction, np.random.default_rng(seed))
        train = np.setdiff1d(rows, held)
        self._mean, self._deviation = column_moments(X[train])
        scaled = self._scaled(X).astype(np.float32)
        shown = held if len(held) else train
        parts = {"train": train, "validation": shown, "test": shown}
        arrays = {part: (scaled[index], codes[index]) for part, index in parts.items()}
        trial = Trial(hyperparameters, seed=seed)
        protocol = TrainingProtocol(
            epochs=self.epochs, batch_size=self.batch_size, smoothing=min(self.smoothing, self.epochs)
        )
        loss = SoftmaxCrossEntropy(len(self.classes_))
        data = data_on(self.device, arrays, loss, accuracy)
        with small_nets(), torch.no_grad():
            stack = Stack(self.method, [trial], data, protocol, seed, self._fixed_point())
            stack.train(self.epochs)
        if trial.status != "ok":
            raise ValueError(f"training {trial.status}; try a lower learning_rate than {self.learning_rate}")
        if len(held):
            stack.best.swap()
        # In double precision a row's probabilities do not depend on the rows predicted with it.
        self._network = stack.network
        self._network.double()
        self.best_epoch_ = trial.epoch if len(held) else self.epochs
        self.validation_curve_ = np.array(trial.validation_curve)
        self.training_loss_ = np.array(trial.training_loss)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the probability of each class, shape (n, classes)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        with small_nets(), torch.no_grad():
            outputs = self._network.outputs(torch.from_numpy(self._scaled(X)).to(self.device))[0]
        return torch.softmax(outputs, 1).cpu().numpy()

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the most probable class of each row, shape (n,)."""
        most_probable = self.predict_proba(X).argmax(1)
        return self.classes_[most_probable]

    def _scaled(self, X: np.ndarray) -> np.ndarray:
        return (X - self._mean) / self._deviation

    def _fixed_point(self) -> FixedPoint | None:
        return None

    def _hyperparameters(self) -> dict[str, Any]:
        """Return what the network is built from, checked."""
        if self.method not in ARCHITECTURES:
            raise ValueError(f"method {self.method!r} is unknown; valid are {', '.join(ARCHITECTURES)}")
        from snnbench.methods.registry import METHODS
        from snnbench.nets.ranges import RANGES

        values = {
            "hidden_units": self.hidden_units,
            "units_per_block": self.hidden_units,
            "hidden_layers": self.hidden_layers,
            "blocks": self.hidden_layers,
            **{
                name: getattr(self, name)
                for name in ("layer_form", "learning_rate", "dropout", "l2", "block_form", "bottleneck")
            },
        }
        known = METHODS[self.method].hyperparameters()
        chosen = {name: values[name] for name in known if not (name == "hidden_units" and values[name] is None)}
        for name, value in chosen.items():
            if not RANGES[str(known[name])](value):
                raise ValueError(f"{name}={value!r} is wrong: it must be a {known[name]}")
        return chosen


class SNNClassifier(FNNClassifier):
    """A self-normalizing network: SELU, LeCun-normal weights and alpha dropout.

    Takes the parameters of :class:`FNNClassifier` but for ``method``, and one of its own.

    Parameters
    ----------
    fixed_point : (float, float)
        Mean and variance that the activations are drawn to. SELU's parameters and the constants of alpha dropout
        follow from it (:func:`snnbench.theory.parameters.selu_parameters`); (0, 1) is the paper's choice, (0, 2) that
        of its section A5.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> bool(SNNClassifier(random_state=0).fit(X, y).score(X, y) > 0.9)
    True
    """

    def __init__(
        self,
        hidden_units: int = 64,
        hidden_layers: int = 4,
        layer_form: str = "rectangular",
        learning_rate: float = 0.05,
        dropout: float = 0.0,
        l2: float = 0.0,
        epochs: int = 100,
        batch_size: int = 128,
        smoothing: int = 10,
        validation_fraction: float = 0.15,
        device: str = "cpu",
        random_state: int | np.random.RandomState | None = None,
        fixed_point: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        super().__init__(
            "SNN",
            hidden_units=hidden_units,
            hidden_layers=hidden_layers,
            layer_form=layer_form,
            learning_rate=learning_rate,
            dropout=dropout,
            l2=l2,
            epochs=epochs,
            batch_size=batch_size,
            smoothing=smoothing,
            validation_fraction=validation_fraction,
            device=device,
            random_state=random_state,
        )
        self.fixed_point = fixed_point

    def _fixed_point(self) -> FixedPoint | None:
        try:
            mean, variance = map(float, self.fixed_point)
        except (TypeError, ValueError):
            raise ValueError(
                f"fixed_point={self.fixed_point!r} is wrong: it must be a mean and a variance, such as (0, 1)"
            ) from None
        if (mean, variance) == (0.0, 1.0):
            return None
        from snnbench.theory.parameters import selu_parameters  # (0, 1) needs no theory

        alpha, lambda_ = selu_parameters(mean, variance)
        return FixedPoint(alpha, lambda_, mean, variance)
