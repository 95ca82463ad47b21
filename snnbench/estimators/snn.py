"""The self-normalizing network as a scikit-learn classifier."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from snnbench.estimators.classifier import FNNClassifier
from snnbench.estimators.settings import CONSTRAINTS
from snnbench.nets.selu_constants import FixedPoint


class SNNClassifier(FNNClassifier):
    """A self-normalizing network: SELU, LeCun-normal weights and alpha dropout.

    Takes the parameters of :class:`FNNClassifier` except ``method`` and those of residual blocks, and one of its own.

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

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **{
            name: allowed
            for name, allowed in CONSTRAINTS.items()
            if name not in ("block_form", "bottleneck", "arguments", "optimizer")
        },
        "fixed_point": "no_validation",
    }

    def __init__(
        self,
        hidden_units: int = 64,
        hidden_layers: int = 2,
        layer_form: str = "rectangular",
        learning_rate: float = 0.05,
        dropout: float | None = None,
        l2: float | None = None,
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
        class_weight: dict[Any, float] | str | None = None,
        verbose: bool | int = False,
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
            protocol=protocol,
            members=members,
            epochs=epochs,
            min_steps=min_steps,
            max_steps=max_steps,
            batch_size=batch_size,
            average_weights=average_weights,
            validation_fraction=validation_fraction,
            refit=refit,
            smoothing=smoothing,
            class_weight=class_weight,
            verbose=verbose,
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
