"""Values that the built-in scikit-learn methods are known to take.

scikit-learn is asked about all others. To import it for that takes most of a second, at the start of every run.
"""

from __future__ import annotations

import math
from collections.abc import Callable


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _positive(value: object) -> bool:
    return _finite(value) and value > 0  # type: ignore[operator]


def _counts(value: object) -> bool:
    return isinstance(value, int) and _positive(value)


def _root_or_share(value: object) -> bool:
    return value in ("sqrt", "log2") or (isinstance(value, float) and 0 < value <= 1)


Takes = Callable[[object], bool]
_FOREST: dict[str, Takes] = {"max_features": _root_or_share, "min_samples_leaf": _counts, "n_estimators": _counts}
_KNOWN: dict[str, dict[str, Takes]] = {
    "SVM": {"C": _positive, "gamma": _positive},
    "RandomForest": _FOREST,
    "ExtraTrees": _FOREST,
    "LogisticRegression": {"C": _positive},
    "NearestNeighbours": {"n_neighbors": _counts},
}


def is_known(method: str, hyperparameter: str, value: object) -> bool:
    """Whether a built-in method takes a value of a hyperparameter, as far as that is known without asking.

    Parameters
    ----------
    method : str
        Its name, which no method of a user's own can have.
    hyperparameter : str
    value : object
        As YAML gives it.
    """
    takes = _KNOWN.get(method, {}).get(hyperparameter)
    return takes is not None and takes(value)
