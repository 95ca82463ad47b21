"""Benchmark-reproduction pipeline of "Self-Normalizing Neural Networks" (Klambauer et al., NIPS 2017)."""

__version__ = "0.1.0"
