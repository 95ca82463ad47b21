"""What the classifiers' parameters may be, and what None stands for in each."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, fields
from numbers import Integral, Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import _check_sample_weight

from snnbench.nets.own.optimizer import options_of
from snnbench.nets.own.records import ModuleNetwork, imported
from snnbench.training.protocol import TrainingProtocol

if TYPE_CHECKING:
    from snnbench.estimators.classifier import FNNClassifier
    from snnbench.nets.architectures import Architecture

PROTOCOLS = MappingProxyType(
    {
        "default": {
            "dropout": 0.05,
            "l2": 1e-4,
            "members": 4,
            "epochs": 100,
            "min_steps": 500,
            "max_steps": 5000,
            "batch_size": 32,
            "average_weights": 0.99,
            "validation_fraction": 0.0,
            "refit": True,
        },
        "paper": {
            "dropout": 0.0,
            "l2": 0.0,
            "members": 1,
            "epochs": 100,
            "min_steps": 0,
            "max_steps": 0,
            "batch_size": 128,
            "average_weights": 0.0,
            "validation_fraction": 0.15,
            "refit": False,
        },
    }
)
"""By name, the values of parameters that are None. Those of the default were chosen on other tasks than the ones that
``results/reference/estimators`` reports."""


def _integer(at_least: int) -> Interval:
    return Interval(Integral, at_least, None, closed="left")


CONSTRAINTS: dict[str, list[Any]] = {
    "hidden_units": [_integer(1), None],
    "hidden_layers": [_integer(1)],
    "layer_form": [StrOptions({"rectangular", "conic"})],
    "learning_rate": [Interval(Real, 0, None, closed="neither")],
    "dropout": [Interval(Real, 0, 1, closed="left"), None],
    "l2": [Interval(Real, 0, None, closed="left"), None],
    "block_form": [StrOptions({"rectangular", "diavolo"})],
    "bottleneck": [Interval(Real, 0, 1, closed="right")],
    "protocol": [StrOptions(set(PROTOCOLS))],
    "members": [_integer(1), None],
    "epochs": [_integer(1), None],
    "min_steps": [_integer(0), None],
    "max_steps": [_integer(0), None],
    "batch_size": [_integer(2), None],
    "average_weights": [Interval(Real, 0, 1, closed="left"), None],
    "validation_fraction": [Interval(Real, 0, 1, closed="left"), None],
    "refit": ["boolean", None],
    "smoothing": [_integer(1)],
    "arguments": [dict, None],
    "optimizer": [type, None],
    "class_weight": [dict, StrOptions({"balanced"}), None],
    "verbose": ["verbose"],
    "device": [str],
    "random_state": ["random_state"],
}
"""In scikit-learn's own terms; numpy's numbers are numbers."""


@dataclass(frozen=True)
class Schedule:
    """How long and on what rows a classifier is trained; the attributes are parameters of the classifier."""

    members: int
    epochs: int
    min_steps: int
    max_steps: int
    batch_size: int
    average_weights: float
    validation_fraction: float
    refit: bool
    smoothing: int

    def protocol(self, rows: int) -> TrainingProtocol:
        """Return the protocol of a training on ``rows`` rows."""
        sizes: dict[str, Any] = {"batch_size": self.batch_size, "average_weights": self.average_weights or None}
        per_epoch = TrainingProtocol(**sizes).steps_per_epoch(rows)
        epochs = max(self.epochs, -(-self.min_steps // per_epoch))
        if self.max_steps:
            epochs = min(epochs, max(1, self.max_steps // per_epoch))
        return TrainingProtocol(epochs=epochs, smoothing=min(self.smoothing, epochs), **sizes)


def schedule_of(estimator: FNNClassifier) -> Schedule:
    """Return an estimator's schedule: its own parameters, and its protocol's for those that are None.

    Raises
    ------
    ValueError
        If ``min_steps`` is above ``max_steps``.
    """
    defaults = PROTOCOLS[estimator.protocol]
    own = {field.name: plain(getattr(estimator, field.name)) for field in fields(Schedule)}
    values: dict[str, Any] = {name: defaults[name] if value is None else value for name, value in own.items()}
    if 0 < values["max_steps"] < values["min_steps"]:
        raise ValueError(f"min_steps={values['min_steps']} is wrong: max_steps is {values['max_steps']}")
    return Schedule(**values)


def hyperparameters_of(estimator: FNNClassifier, record: Architecture) -> dict[str, Any]:
    """Return what a network is built from.

    Raises
    ------
    ValueError
        If the network has no such parameter but the estimator sets it, needs one that is None, or has an optimiser that
        cannot take a step with these.
    """
    name = record.name.strip("<>")
    _refuse_without_use(estimator, record, name)
    values: dict[str, Any] = {"learning_rate": estimator.learning_rate}
    if record.depth:
        values |= {record.depth: estimator.hidden_layers, record.width: estimator.hidden_units}
    defaults = {"layer_form": "rectangular", "block_form": "rectangular", **PROTOCOLS[estimator.protocol]}
    for option in ("layer_form", "block_form", "dropout", "l2"):
        value = getattr(estimator, option, None)
        if option in record.hyperparameters:
            values[option] = defaults[option] if value is None else value
        elif value not in (None, 0, "rectangular"):
            raise ValueError(f"{option}={value!r} is wrong: {name} has no {option}")
    if values.get("block_form") == "diavolo":
        values["bottleneck"] = estimator.bottleneck
    if record.width and values[record.width] is None:
        if record.reads_data:
            raise ValueError(
                f"hidden_units=None is wrong: {name} needs a number, as its layers may differ from the input"
            )
        del values[record.width]
    setting = {option: plain(value) for option, value in values.items()}
    if isinstance(record, ModuleNetwork):
        try:
            options_of(imported(record.optimizer), record.optimizer_arguments, setting)
        except ValueError as error:
            raise ValueError(f"optimizer={estimator.optimizer!r} is wrong: {error}") from error
    return setting


def _refuse_without_use(estimator: FNNClassifier, record: Architecture, name: str) -> None:
    """Raise ValueError if a parameter that the network has no use for differs from its default."""
    without = [] if record.depth else ["hidden_units", "hidden_layers"]
    if estimator.block_form != "diavolo":
        without.append("bottleneck")
    defaults = inspect.signature(type(estimator).__init__).parameters
    for option in without:
        value = getattr(estimator, option)
        if option in defaults and value != defaults[option].default:
            owner = "only a diavolo block has a" if option == "bottleneck" else f"{name} has no"
            raise ValueError(f"{option}={value!r} is wrong: {owner} {option}")


def device_named(name: str) -> torch.device:
    """Return a device that is there.

    Raises
    ------
    ValueError
        If torch knows no such device, the networks cannot be trained on it, or there is none here.
    """
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ValueError(f"device={name!r} is wrong: it must be 'cpu', 'cuda' or 'cuda:0', 'cuda:1', ...") from error
    if device.type not in ("cpu", "cuda"):
        raise ValueError(f"device={name!r} is wrong: networks are trained on 'cpu' or 'cuda'")
    if device.type == "cpu" and device.index:
        raise ValueError(f"device={name!r} is wrong: to PyTorch all processors are one device, 'cpu'")
    if device.type == "cuda" and (device.index or 0) >= (there := torch.cuda.device_count()):
        raise ValueError(f"device={name!r} is unavailable: PyTorch sees {there} GPU{'' if there == 1 else 's'}")
    return device


def plain(value: Any) -> Any:
    """Return a numpy scalar as the Python number it stands for, and anything else as it is."""
    return value.item() if isinstance(value, np.generic) else value


def row_weights(
    X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None, class_weight: dict[Any, float] | str | None
) -> np.ndarray | None:
    """Return the weight of each row, its class's included, shape (n,); None where all rows count alike.

    Raises
    ------
    ValueError
        If weights are negative or not finite, of another length than the rows, or all 0.
    """
    if isinstance(class_weight, dict):
        allowed = Interval(Real, 0, np.inf, closed="left")
        for label, weight in class_weight.items():
            if not allowed.is_satisfied_by(weight):
                raise ValueError(
                    f"class_weight={class_weight!r} is wrong: class {label!r} must have a finite number of at least 0"
                )
    if sample_weight is None and class_weight is None:
        return None
    weights = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
    if not weights.any():
        raise ValueError("sample_weight is 0 for all rows; at least one must count")
    weights = weights * compute_sample_weight(class_weight, y)
    with np.errstate(over="ignore"):
        finite = np.isfinite(weights.sum())
    if not (weights.any() and finite):
        wrong = "leaves no row that counts" if not weights.any() else "makes weights too large to add up"
        raise ValueError(f"class_weight={class_weight!r} is wrong: with the sample weights it {wrong}")
    return weights
