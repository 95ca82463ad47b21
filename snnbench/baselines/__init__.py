"""Scikit-learn methods behind the same interface as the nets."""
