"""Small grids of the seven networks and a task that takes milliseconds."""

import pytest
import torch
from sklearn.model_selection import ParameterGrid

from snnbench.data.load import load_task
from snnbench.randomness import seed_of
from snnbench.training.data import data_on
from snnbench.training.grouping import Grouping
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search import run_search
from snnbench.training.search_settings import Search
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

GRIDS = {
    "SNN": {"hidden_units": [12], "hidden_layers": [2, 3, 6], "learning_rate": [0.03, 0.1], "dropout": [0, 0.1]},
    "MSRAinit": {"hidden_units": [12], "hidden_layers": [2, 4], "learning_rate": [0.1], "dropout": [0, 0.5]},
    "BatchNorm": {
        "hidden_units": [12],
        "hidden_layers": [2, 4],
        "learning_rate": [0.03, 0.1],
        "layer_form": ["rectangular", "conic"],
    },
    "LayerNorm": {"hidden_units": [12], "hidden_layers": [2, 4], "learning_rate": [0.03, 0.1]},
    "WeightNorm": {"hidden_units": [12], "hidden_layers": [2, 4], "learning_rate": [0.03, 0.1], "l2": [0, 1e-3]},
    "Highway": {"hidden_layers": [2, 4], "learning_rate": [0.03, 0.1], "dropout": [0, 0.5]},
    "ResNet": {
        "units_per_block": [12],
        "blocks": [2, 3],
        "block_form": ["rectangular", "diavolo"],
        "bottleneck": [0.25],
        "learning_rate": [0.1],
    },
}


@pytest.fixture(autouse=True)
def _no_grad():
    with torch.no_grad():
        yield


@pytest.fixture(scope="session")
def data():
    task = load_task("sklearn-wine")
    return data_on("cpu", task.prepare(0)._asdict(), SoftmaxCrossEntropy(3), accuracy)


@pytest.fixture(scope="session")
def settings_of():
    """The settings of a network's grid."""
    return lambda method: list(ParameterGrid(GRIDS[method]))


@pytest.fixture(scope="session")
def trials_of(settings_of):
    """The untried trials of a network's grid."""
    return lambda method: [Trial(setting, i, seed_of(0, setting)) for i, setting in enumerate(settings_of(method))]


@pytest.fixture(scope="session")
def grouping_of():
    """The grouping of a network's nets on the task."""
    return lambda method, megabytes=64.0, batch_size=32: Grouping(method, 13, 3, batch_size, megabytes)


@pytest.fixture
def search(data, trials_of, grouping_of):
    """Search a network's grid on the task, and return its trials."""

    def run(
        method, strategy="grid", megabytes=64.0, protocol=None, by_depth=False, wait_in_memory=True, finished=None,
        **options,
    ):  # fmt: skip
        protocol = protocol or TrainingProtocol(epochs=30, batch_size=32)
        trials = trials_of(method)
        run_search(
            grouping_of(method, megabytes, protocol.batch_size).group_into_stacks(trials),
            lambda some: Stack(method, some, data, protocol, seed=5),
            Search(strategy=strategy, **options),
            protocol,
            len(data.train[1]),
            finished,
            by_depth=by_depth,
            wait_in_memory=wait_in_memory,
        )
        return trials

    return run
