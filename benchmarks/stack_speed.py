"""How fast stacks train, against the loop a user would write: python benchmarks/stack_speed.py (about 2 minutes).

SNN with alpha dropout, 8 hidden layers, 2,000 rows of 20 features, mini-batches of 128, one thread. Both sides run in
turn, several times, and medians are printed: nets times samples per second, the ratio, and the share of the core's
float32 matrix peak that the stack's matrix products reach.
"""

import statistics
import time

import torch
from torch import nn

from snnbench.nets.shapes import step_operations, weight_shapes
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import prepare_process
from snnbench.training.stack import Data, Protocol, Stack
from snnbench.training.trial import Trial

ROWS, FEATURES, CLASSES, DEPTH, BATCH, ROUNDS = 2000, 20, 3, 8, 128, 5
MEMBERS = {32: 24, 64: 24, 128: 12, 256: 6}


def matrix_peak() -> float:
    """Return floating-point operations per second of a 1024 x 1024 product."""
    a, out = torch.randn(1024, 1024), torch.empty(1024, 1024)
    torch.mm(a, a, out=out)
    started = time.perf_counter()
    for _ in range(10):
        torch.mm(a, a, out=out)
    return 10 * 2 * 1024**3 / (time.perf_counter() - started)


def plain_epoch(net: nn.Module, loader: torch.utils.data.DataLoader, optimizer: torch.optim.Optimizer) -> None:
    """Train one net for an epoch as tutorials do."""
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()


def main() -> None:
    """Print one line per width."""
    prepare_process()
    x, y = torch.randn(ROWS, FEATURES), torch.randint(CLASSES, (ROWS,))
    data = Data((x, y), (x[:1], y[:1]), (x[:1], y[:1]), SoftmaxCrossEntropy(CLASSES), accuracy)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), BATCH, shuffle=True)
    print("width  stack samples/s  loop samples/s  ratio  share of peak")
    for width, members in MEMBERS.items():
        setting = {"hidden_units": width, "hidden_layers": DEPTH, "learning_rate": 0.01, "dropout": 0.05}
        trials = [Trial(setting, i, i) for i in range(members)]
        layers: list[nn.Module] = []
        for i in range(DEPTH):
            layers += [nn.Linear(FEATURES if i == 0 else width, width), nn.SELU(), nn.AlphaDropout(0.05)]
        net = nn.Sequential(*layers, nn.Linear(width, CLASSES))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
        operations = step_operations("SNN", weight_shapes("SNN", setting, FEATURES, CLASSES), ROWS) * members
        rates: dict[str, list[float]] = {"stack": [], "loop": [], "share": []}
        with torch.no_grad():
            stack = Stack("SNN", trials, data, Protocol(batch_size=BATCH), seed=0)
            stack.train(1)
        for _ in range(ROUNDS):
            peak = matrix_peak()
            with torch.no_grad():
                started = time.perf_counter()
                stack.train(stack.epoch + 1)
                seconds = time.perf_counter() - started
            rates["stack"].append(members * ROWS / seconds)
            rates["share"].append(operations / seconds / peak)
            started = time.perf_counter()
            plain_epoch(net, loader, optimizer)
            rates["loop"].append(ROWS / (time.perf_counter() - started))
        ratio = statistics.median(a / b for a, b in zip(rates["stack"], rates["loop"], strict=True))
        stack_rate, loop_rate, share = (statistics.median(rates[key]) for key in ("stack", "loop", "share"))
        print(f"{width:5d}  {stack_rate:15,.0f}  {loop_rate:14,.0f}  {ratio:5.1f}  {share:13.2f}")


if __name__ == "__main__":
    main()
