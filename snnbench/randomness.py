"""Random streams derived by name, so that a new task or method never shifts another's randomness."""

from __future__ import annotations

import hashlib
import json

import numpy as np


def seed_of(seed: int, *names: object) -> int:
    """Derive a 63-bit seed from a base seed and a sequence of names.

    Parameters
    ----------
    seed : int
        The config's ``seed``.
    *names : JSON-serialisable
        What the stream is for, from the general to the particular: ``"split", "iris"``.

    Returns
    -------
    int
        In [0, 2**63); the same on every machine and Python version.
    """
    text = json.dumps([seed, *names], sort_keys=True, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def numpy_generator(seed: int, *names: object) -> np.random.Generator:
    """Return the NumPy generator of the stream ``(seed, *names)``; see :func:`seed_of`."""
    return np.random.default_rng(seed_of(seed, *names))
