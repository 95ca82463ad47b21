"""Any of the networks as a scikit-learn classifier."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from snnbench.data.splits import held_out
from snnbench.estimators.fitting import Ensemble, Rows
from snnbench.estimators.networks import network_of
from snnbench.estimators.settings import CONSTRAINTS, device_named, hyperparameters_of, plain, row_weights, schedule_of
from snnbench.nets.selu_constants import FixedPoint
from snnbench.training.process import small_nets


class FNNClassifier(ClassifierMixin, BaseEstimator):
    """A feed-forward network: one of the paper's seven, or another that is registered.

    Several networks (``members``) of one setting but different initial weights are trained together, and their
    probabilities averaged. Features are scaled to mean 0 and standard deviation 1 of the rows that are trained on.

    Parameters
    ----------
    method : str, callable or class
        ``SNN``, ``MSRAinit``, ``BatchNorm``, ``LayerNorm``, ``WeightNorm``, ``Highway``, ``ResNet`` or another key of
        :data:`snnbench.nets.architectures.ARCHITECTURES`; an activation, as an elementwise function of a tensor or a
        module without parameters (``torch.nn.GELU``); or a class of modules that return logits, made as
        ``method(inputs, outputs, **arguments)``, which of the next eight has ``learning_rate`` and ``l2`` only.
    hidden_units : int or None
        Width of the first layer; of a residual block for ResNet. None: as wide as the input, for Highway.
    hidden_layers : int
        Layers, or residual blocks.
    layer_form : {"rectangular", "conic"}
        Constant width, or falling to the number of classes.
    learning_rate : float
        Positive; of plain stochastic gradient descent.
    dropout : float or None
        In [0, 1); alpha dropout for SNN, and none at all for ResNet.
    l2 : float or None
        At least 0; weight decay.
    block_form : {"rectangular", "diavolo"}
        Of ResNet's blocks.
    bottleneck : float
        In (0, 1]; width of a diavolo block's waist relative to the block.
    protocol : {"default", "paper"}
        What ``dropout``, ``l2`` and the parameters from ``members`` to ``refit`` stand for where they are None
        (:data:`snnbench.estimators.settings.PROTOCOLS`): values that do well on small data sets, or the paper's: one
        network, 100 epochs, mini-batches of 128 rows, 15 % of the rows held out, no refit.
    members : int or None
        Networks to train and average.
    epochs : int or None
        Passes over the rows.
    min_steps, max_steps : int or None
        Fewest and most gradient steps, in whole epochs: few rows are passed over more often, many less often. 0: no
        bound.
    batch_size : int or None
        At least 2.
    average_weights : float or None
        In [0, 1); predicts with an exponential moving average of the weights, which keeps this share of itself at each
        step. 0: with the weights themselves.
    validation_fraction : float or None
        In [0, 1); share of the rows held out to choose the epoch at which the accuracy on them, averaged over
        ``smoothing`` epochs, is best. 0: trains on all rows to the last epoch.
    refit : bool or None
        Whether, once the epoch is chosen for all members together, they are trained again for so long on all rows.
        Without, each member keeps the weights of its own best epoch.
    smoothing : int
        At least 1; 10 in the paper.
    arguments : dict or None
        Keyword arguments of an activation or a class of modules.
    optimizer : class or None
        Of a class of modules: one of ``torch.optim``. None: plain stochastic gradient descent.
    class_weight : dict, "balanced" or None
        Weights of the classes in the loss, as in scikit-learn; at least 0, at which the class's rows are left out.
    verbose : bool or int
        Whether to show a progress bar.
    device : str
        ``cpu``, ``cuda`` or ``cuda:N``.
    random_state : int, RandomState or None

    Attributes
    ----------
    classes_ : ndarray of shape (classes,)
    n_features_in_ : int
    best_epoch_ : int
        Epochs whose weights are used: the last without held-out rows, the members' median without ``refit``.
    training_loss_ : ndarray, shape (epochs,)
        Mean loss over the members.
    validation_curve_ : ndarray, shape (epochs,)
        Mean accuracy over the members on the held-out rows; absent without them.
    history_ : dict of str to ndarray, shape (epochs, members)
        ``training_loss``; with held-out rows ``validation_score``, and ``refit_training_loss`` if they were trained
        again.
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {"method": [str, callable], **CONSTRAINTS}

    def __init__(
        self,
        method: str = "SNN",
        hidden_units: int | None = 64,
        hidden_layers: int = 2,
        layer_form: str = "rectangular",
        learning_rate: float = 0.05,
        dropout: float | None = None,
        l2: float | None = None,
        block_form: str = "rectangular",
        bottleneck: float = 0.5,
        protocol: str = "default",
        members: int | None = None,
        epochs: int | None = None,
        min_steps: int | None = None,
        max_steps: int | None = None,
        batch_size: int | None = None,
        average_weights: float | None = None,
        validation_fraction: float | None = None,
        refit: bool | None = None,
        smoothing: int = 10,
        arguments: dict[str, Any] | None = None,
        optimizer: type | None = None,
        class_weight: dict[Any, float] | str | None = None,
        verbose: bool | int = False,
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
        self.protocol = protocol
        self.members = members
        self.epochs = epochs
        self.min_steps = min_steps
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.average_weights = average_weights
        self.validation_fraction = validation_fraction
        self.refit = refit
        self.smoothing = smoothing
        self.arguments = arguments
        self.optimizer = optimizer
        self.class_weight = class_weight
        self.verbose = verbose
        self.device = device
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> Self:
        """Train on rows ``X`` of shape (n, d) with classes ``y`` of shape (n,).

        Parameters
        ----------
        X : array-like, shape (n, d)
        y : array-like, shape (n,)
        sample_weight : array-like, shape (n,), optional
            At least 0; how much each row counts. A row of weight 0 is left out.

        Raises
        ------
        ValueError
            If a parameter is out of range, ``y`` is no classification target or holds one class, no row has a
            positive weight, or training diverged.
        """
        self._validate_params()
        self.__dict__.pop("validation_curve_", None)  # of an earlier call with held-out rows
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        schedule, device = schedule_of(self), device_named(self.device)
        weights = row_weights(X, y, sample_weight, self.class_weight)
        if weights is not None:
            counted = weights > 0
            X, codes, weights = X[counted], codes[counted], weights[counted]
        if len(np.unique(codes)) < 2:
            raise ValueError(f"y holds one class, {plain(self.classes_[codes[0]])!r}; at least 2 are needed")
        record = network_of(self.method, self.arguments or {}, self.optimizer, self.n_features_in_, len(self.classes_))
        hyperparameters = hyperparameters_of(self, record)
        seed = int(check_random_state(self.random_state).randint(2**31))
        ensemble = Ensemble(
            record,
            hyperparameters,
            schedule.members,
            len(self.classes_),
            seed,
            device,
            self._fixed_point(),
            bool(self.verbose),
        )
        everything = np.arange(len(X))
        held = everything[:0]
        if schedule.validation_fraction > 0 and len(X) > 2:
            held = held_out(codes, everything, schedule.validation_fraction, np.random.default_rng(seed))
        train = np.setdiff1d(everything, held)

        def rows(index: np.ndarray, scaled_by: np.ndarray) -> Rows:
            self._scaler = StandardScaler().fit(
                X[scaled_by], sample_weight=None if weights is None else weights[scaled_by]
            )
            of_rows = None if weights is None else (weights[index] / weights[index].mean()).astype(np.float32)
            return Rows(self._scaled(X[index]).astype(np.float32), codes[index], of_rows)

        protocol = schedule.protocol(len(train))
        validation = rows(held, scaled_by=train) if len(held) else None
        trained = ensemble.train(rows(train, scaled_by=train), validation, protocol, "training")
        self.history_ = {"training_loss": trained.losses}
        self.training_loss_ = trained.losses.mean(1)
        self.best_epoch_ = round(np.median([trial.epoch for trial in trained.trials]))
        if validation is not None:
            self.history_["validation_score"] = trained.scores
            self.validation_curve_ = trained.scores.mean(1)
            if schedule.refit:
                self.best_epoch_ = trained.best_epoch(protocol.smoothing)
                again = protocol.model_copy(update={"epochs": self.best_epoch_, "smoothing": 1})
                trained = ensemble.train(rows(everything, scaled_by=everything), None, again, "training on all rows")
                self.history_["refit_training_loss"] = trained.losses
        # In double precision a row's probabilities do not depend on the rows predicted with it.
        self._network = trained.network
        self._network.double()
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the probability of each class, shape (n, classes): the mean over the members."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        with small_nets(), torch.no_grad():
            outputs = self._network.outputs(torch.from_numpy(self._scaled(X)).to(self.device))
            return torch.softmax(outputs, 2).mean(0).cpu().numpy()

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the most probable class of each row, shape (n,)."""
        most_probable = self.predict_proba(X).argmax(1)
        return self.classes_[most_probable]

    def _scaled(self, X: np.ndarray) -> np.ndarray:
        return self._scaler.transform(X)

    def _fixed_point(self) -> FixedPoint | None:
        return None
