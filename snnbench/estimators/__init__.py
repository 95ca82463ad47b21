"""The networks as scikit-learn classifiers."""

from snnbench.estimators.classifier import FNNClassifier
from snnbench.estimators.snn import SNNClassifier

__all__ = ["FNNClassifier", "SNNClassifier"]
