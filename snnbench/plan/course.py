"""How many of a grid's nets are expected to train in which epochs.

Halving ranks nets by what they have learned at a rung, and nets of few layers have learned most by then: its survivors
are a third of the nets, but a fifth of the layers. And some nets diverge and leave at once. Both shares were
measured on the 120 UCI tasks of ``results/reference/quick``, whose widths are 64; they are the only constants of
the estimate that are not measured on the machine at hand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from snnbench.nets.architectures import depth_of
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search

DEPTH_EXPONENTS = (0.6, 0.3)
"""A net's chance to pass a rung falls with its layers to this power: at the first rung, and at later ones."""
DIVERGING_STEPS = 5
"""Mean of the steps after which a net that diverges has done so, but for outliers."""
RATES, DEPTHS = (0.01, 0.1, 1.0), (2, 4, 8, 16, 32)
DIVERGING = {
    ("SNN", "rectangular"): ((0, 0, 0, 0, 0), (0, 0, 0, 0.15, 0.40), (0.45, 0.98, 1, 1, 1)),
    ("SNN", "conic"): ((0, 0, 0, 0, 0), (0, 0, 0, 0, 0), (0.17, 0.47, 0.55, 0.40, 0.31)),
    ("MSRAinit", "rectangular"): ((0, 0, 0, 0.09, 0.50), (0, 0, 0.02, 0.50, 0.52), (0.03, 0.52, 0.95, 0.97, 1)),
    ("MSRAinit", "conic"): ((0, 0, 0, 0, 0.20), (0, 0, 0, 0.15, 0.24), (0, 0.02, 0.17, 0.30, 0.31)),
    ("WeightNorm", "rectangular"): ((0, 0, 0, 0, 0), (0, 0, 0, 0.01, 0.03), (0.02, 0.23, 0.70, 0.90, 0.97)),
    ("WeightNorm", "conic"): ((0, 0, 0, 0, 0), (0, 0, 0, 0, 0), (0, 0.02, 0.06, 0.13, 0.15)),
    ("Highway", "rectangular"): ((0, 0, 0, 0.05, 0.16), (0, 0, 0.02, 0.11, 0.22), (0, 0.02, 0.08, 0.28, 0.35)),
}
"""Share of nets that diverges, at each of the rates and at each of the depths; of other networks hardly one does."""


class Leg(NamedTuple):
    """Epochs through which the same nets train.

    Attributes
    ----------
    epochs : int
    alive : ndarray of shape (settings,)
        Probability that a net still trains.
    """

    epochs: int
    alive: np.ndarray


def expected_course(
    method: str,
    settings: Sequence[Hyperparameters],
    search: Search,
    protocol: TrainingProtocol,
    rows: int,
    *,
    by_depth: bool = False,
    wait_in_memory: bool = True,
) -> list[Leg]:
    """Return the legs of a grid's training on one split.

    Parameters
    ----------
    method : str
        A net.
    settings : sequence of mapping
    search : Search
    protocol : TrainingProtocol
    rows : int
        Training rows.
    by_depth : bool
        Whether nets compete with those of their own depth only.
    wait_in_memory : bool
        Whether nets wait at the rungs, or start again from the first epoch.
    """
    rungs = [*search.rungs_for(protocol, rows), protocol.epochs_for(rows)]
    diverging = np.array([diverging_share(method, setting) for setting in settings])
    until = math.ceil(DIVERGING_STEPS / protocol.steps_per_epoch(rows))
    alive, legs = np.ones(len(settings)), []
    for number, (start, end) in enumerate(pairwise([0, *rungs])):
        if number:
            alive = _after_rung(alive, settings, search, by_depth, first=number == 1)
        begins = start if wait_in_memory else 0
        if number == 0:
            until = min(until, end)
            legs.append(Leg(until, alive))
            alive, begins = alive * (1 - diverging), until
        legs.append(Leg(end - begins, alive))
    return [leg for leg in legs if leg.epochs]


def diverging_share(method: str, setting: Hyperparameters) -> float:
    """Return the probability that a net diverges, interpolated in the logarithms of its learning rate and depth."""
    shares = DIVERGING.get((method, setting.get("layer_form", "rectangular")))
    if shares is None:
        return 0.0
    of_rates = [np.interp(math.log(depth_of(setting)), np.log(DEPTHS), of_rate) for of_rate in shares]
    return float(np.interp(math.log(setting["learning_rate"]), np.log(RATES), of_rates))


def _after_rung(
    alive: np.ndarray, settings: Sequence[Hyperparameters], search: Search, by_depth: bool, *, first: bool
) -> np.ndarray:
    """Return who is alive after a rung: as many as the search keeps of every competition."""
    depths = np.array([depth_of(setting) for setting in settings])
    after = np.zeros_like(alive)
    for depth in set(depths) if by_depth else [None]:
        competes = np.full(len(depths), True) if depth is None else depths == depth
        members = alive[competes]
        kept = min(search.survivors(max(1, round(members.sum()))), members.sum())
        weights = members * depths[competes] ** -DEPTH_EXPONENTS[0 if first else 1]
        after[competes] = _share_out(kept, weights, members)
    return after


def _share_out(total: float, weights: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Return numbers in proportion to the weights, none above its bound, that add up to the total."""
    shares, free = np.zeros_like(weights), weights > 0
    while free.any():
        shares[free] = (total - shares[~free].sum()) * weights[free] / weights[free].sum()
        over = free & (shares > bounds)
        if not over.any():
            break
        shares[over] = bounds[over]
        free &= ~over
    return shares
