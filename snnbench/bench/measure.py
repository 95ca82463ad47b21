"""Timing stacks, the plain loop, scikit-learn and the matrix peak in turn, in one process and thread.

On a CPU processor time is counted, so that other programs on the machine matter less; on a GPU wall time.
"""

from __future__ import annotations

import statistics
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits
from torch import Tensor, nn

from snnbench.bench.plain import plain_network
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.training.data import Data
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import clock, keep_freed_memory, small_nets
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

FEATURES, CLASSES, BATCH = 20, 3, 128
MEMBERS = {32: 24, 64: 24, 128: 12, 256: 6}
"""Nets in a stack by width on a CPU: about as many as a grid has of one shape and the plan puts together."""
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
    ratio_loop, ratio_sklearn : float or None
        To the plain PyTorch loop, and to scikit-learn where it has the net.
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
    ratio_sklearn: float | None
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
        All sides are timed in turn so often, since the speed of a machine drifts.
    device : {"cpu", "cuda"}
        Of the stack, the loop and the matrix peak; scikit-learn runs on the CPU and is left out on a GPU.
    precision : {"float32", "tf32"}
        Of all matrix products on a GPU.
    """
    keep_freed_memory()
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(rows, FEATURES, generator=generator)
    y = torch.randint(CLASSES, (rows,), generator=generator)
    x, y = x.to(device), y.to(device)
    for method in methods:
        rates = [0.0]
        if method in ("SNN", "MSRAinit", "Highway"):
            rates = [0.05 if method == "SNN" else 0.5, 0.0]
        for width in widths:
            for depth in depths:
                for dropout in rates:
                    with small_nets(precision):
                        measured = _measure_one(method, width, depth, dropout, x, y, rounds)
                    yield measured


def _measure_one(method: str, width: int, depth: int, dropout: float, x: Tensor, y: Tensor, rounds: int) -> Measurement:
    rows, members = len(x), MEMBERS.get(width, max(1, min(24, 1536 // width)))
    on_gpu = x.device.type == "cuda"
    if on_gpu:
        members = MEMBERS_ON_GPU
    setting = setting_of(method, width, depth, dropout)
    stack = _stack_epoch(method, setting, members, x, y)
    sides: dict[str, tuple[Callable[[], Any], int]] = {
        "stack": (stack, members),
        "loop": (_loop_epoch(method, width, depth, dropout, x, y), 1),
    }
    if method == "MSRAinit" and dropout == 0 and not on_gpu:
        sides["sklearn"] = (_sklearn_epoch(width, depth, x, y), 1)
    speeds: dict[str, list[float]] = {name: [] for name in (*sides, "peak")}
    for _ in range(rounds):
        speeds["peak"].append(_matrix_peak(x.device))
        for name, (epoch, nets) in sides.items():
            started = clock(x.device)
            epoch()
            speeds[name].append(nets * rows / (clock(x.device) - started))
    per_sample = ARCHITECTURES[method].step_operations(setting, FEATURES, CLASSES, rows) / rows

    def ratio(other: str) -> float | None:
        if other not in speeds:
            return None
        return statistics.median(a / b for a, b in zip(speeds["stack"], speeds[other], strict=True))

    share = statistics.median(s * per_sample / p for s, p in zip(speeds["stack"], speeds["peak"], strict=True))
    loop = ratio("loop")
    assert loop is not None
    speed = statistics.median(speeds["stack"])
    return Measurement(method, width, depth, dropout, rows, speed, loop, ratio("sklearn"), share)


def setting_of(method: str, width: int, depth: int, dropout: float) -> dict[str, Any]:
    """Return hyperparameters of a network of ``depth`` layers of ``width`` units."""
    values = {
        "hidden_units": width,
        "units_per_block": width,
        "hidden_layers": depth,
        "blocks": depth,
        "block_form": "rectangular",
        "learning_rate": 0.01,
        "dropout": dropout,
    }
    known = ARCHITECTURES[method].hyperparameters
    return {name: value for name, value in values.items() if name in known}


def _stack_epoch(method: str, setting: dict[str, Any], members: int, x: Tensor, y: Tensor) -> Callable[[], None]:
    data = Data((x, y), (x[:1], y[:1]), (x[:1], y[:1]), SoftmaxCrossEntropy(CLASSES), accuracy)
    stack = Stack(
        method, [Trial(setting, i, i) for i in range(members)], data, TrainingProtocol(batch_size=BATCH), seed=0
    )

    def epoch() -> None:
        with torch.no_grad():
            stack.train_epoch()

    epoch()
    return epoch


def _loop_epoch(method: str, width: int, depth: int, dropout: float, x: Tensor, y: Tensor) -> Callable[[], None]:
    net = plain_network(method, FEATURES, width, depth, CLASSES, dropout).to(x.device)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), BATCH, shuffle=True)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)

    def epoch() -> None:
        for features, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(features), labels).backward()
            optimizer.step()

    epoch()
    return epoch


def _sklearn_epoch(width: int, depth: int, x: Tensor, y: Tensor) -> Callable[[], None]:
    features, labels = x.numpy(), y.numpy()
    net = MLPClassifier(
        (width,) * depth, solver="sgd", alpha=0, batch_size=BATCH, momentum=0, learning_rate_init=0.01, max_iter=1
    )
    net.set_params(warm_start=True)

    def epoch() -> None:
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            net.fit(features, labels)

    epoch()
    return epoch


def _matrix_peak(device: torch.device) -> float:
    """Return the floating-point operations per second of a large product of float32 matrices."""
    size, products = (1024, 5) if device.type == "cpu" else (8192, 10)
    a, out = torch.randn(size, size, device=device), torch.empty(size, size, device=device)
    torch.mm(a, a, out=out)
    started = clock(device)
    for _ in range(products):
        torch.mm(a, a, out=out)
    return products * 2 * size**3 / (clock(device) - started)
