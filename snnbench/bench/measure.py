"""Timing stacks, what one would write instead, and the matrix peak in turn, in one process and thread.

On a CPU processor time is counted, so that other programs on the machine matter less; on a GPU wall time.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
import torch
from torch import Tensor

from snnbench.bench.sides import BATCH, CLASSES, FEATURES, setting_of, sides_of
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.training.process import clock, keep_freed_memory, small_nets

DROPOUT = {"SNN": 0.05, "MSRAinit": 0.5, "Highway": 0.5}
"""Rates of the networks that have dropout in the paper's search spaces."""
MEMBERS = {32: 24, 64: 24, 128: 12, 256: 6}
"""Nets in a stack by width on a CPU: about as many as a grid has of one shape and a stack holds."""
MEMBERS_ON_GPU = 36
"""The nets of one shape in the paper's grid for UCI."""


class Measurement(NamedTuple):
    """One line of the benchmark; ratios and shares are medians over the rounds.

    Attributes
    ----------
    method : str
    width, depth : int
    dropout : float
    rows : int
    samples_per_second : float
        Nets times rows that the stack trains on in a second.
    ratio_loop, ratio_sklearn, ratio_autograd, ratio_jax : float
        To the plain PyTorch loop, to scikit-learn, and to stacks under torch's autograd and in JAX; NaN where one
        has not the network or is not installed.
    peak_share : float
        Of the core's float32 matrix peak, counting the matrix products only.
    """

    method: str
    width: int
    depth: int
    dropout: float
    rows: int
    samples_per_second: float
    ratio_loop: float
    ratio_sklearn: float
    ratio_autograd: float
    ratio_jax: float
    peak_share: float


def measure(
    methods: Sequence[str],
    widths: Sequence[int],
    depths: Sequence[int],
    rows: int,
    rounds: int,
    device: str = "cpu",
    precision: Literal["float32", "tf32"] = "float32",
) -> Iterator[Measurement]:
    """Yield a measurement per method, width, depth, and dropout on and off where the method has it.

    Parameters
    ----------
    methods : sequence of str
    widths, depths : sequence of int
    rows : int
        Of synthetic data with 20 features and 3 classes.
    rounds : int
        Times that all sides are timed in turn, since the speed of a machine drifts.
    device : {"cpu", "cuda"}
        Of the stack, the loop and the matrix peak; all others run on the CPU and are left out on a GPU.
    precision : {"float32", "tf32"}
        Of all matrix products on a GPU.
    """
    keep_freed_memory()
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(rows, FEATURES, generator=generator)
    y = torch.randint(CLASSES, (rows,), generator=generator)
    x, y = x.to(device), y.to(device)
    for method in methods:
        rates = [DROPOUT[method], 0.0] if method in DROPOUT else [0.0]
        for width in widths:
            for depth in depths:
                for dropout in rates:
                    with small_nets(precision):
                        measured = _measure_one(method, width, depth, dropout, x, y, rounds)
                    yield measured


def _measure_one(method: str, width: int, depth: int, dropout: float, x: Tensor, y: Tensor, rounds: int) -> Measurement:
    rows, members = len(x), MEMBERS.get(width, max(1, min(24, 1536 // width)))
    if x.device.type == "cuda":
        members = MEMBERS_ON_GPU
    sides = sides_of(method, width, depth, dropout, members, x, y)
    speeds: dict[str, list[float]] = {name: [] for name in (*sides, "peak")}
    for _ in range(rounds):
        speeds["peak"].append(matrix_peak(x.device))
        for name, side in sides.items():
            started = clock(x.device)
            side.epoch()
            speeds[name].append(side.nets * rows / (clock(x.device) - started))

    def ratio(other: str) -> float:
        if other not in speeds:
            return math.nan
        return statistics.median(a / b for a, b in zip(speeds["stack"], speeds[other], strict=True))

    setting = setting_of(method, width, depth, dropout)
    per_sample = ARCHITECTURES[method].step_operations(setting, FEATURES, CLASSES, rows) / rows
    loop, sklearn, autograd, jax = map(ratio, ("loop", "sklearn", "autograd", "jax"))
    speed = statistics.median(speeds["stack"])
    peak = ratio("peak") * per_sample
    return Measurement(method, width, depth, dropout, rows, speed, loop, sklearn, autograd, jax, peak)


def matrix_peak(device: torch.device) -> float:
    """Return the floating-point operations per second of float32 matrix products: on a CPU the better of two.

    A large product by torch's library, which may not use the widest registers of every processor, and small ones by
    the kernels of this package.
    """
    size, products = (1024, 5) if device.type == "cpu" else (8192, 10)
    a, out = torch.randn(size, size, device=device), torch.empty(size, size, device=device)
    torch.mm(a, a, out=out)
    started = clock(device)
    for _ in range(products):
        torch.mm(a, a, out=out)
    peak = products * 2 * size**3 / (clock(device) - started)
    return max(peak, _peak_of_kernels()) if device.type == "cpu" else peak


def _peak_of_kernels(members: int = 24, size: int = 64, repeats: int = 20) -> float:
    from snnbench.nets.kernels.linear import forward

    x, y = np.ones((members, BATCH, size), np.float32), np.empty((members, BATCH, size), np.float32)
    weight, bias = np.ones((members, size, size), np.float32), np.zeros((members, 1, size), np.float32)
    forward(y, x, weight, bias, 1.0)
    started = clock("cpu")
    for _ in range(repeats):
        forward(y, x, weight, bias, 1.0)
    return repeats * members * 2 * BATCH * size**2 / (clock("cpu") - started)
