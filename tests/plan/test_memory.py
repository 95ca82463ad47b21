"""The memory of a job is known before it starts, and kept to."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from snnbench.config.read import read_config, read_config_file
from snnbench.data.task import Split, Task
from snnbench.plan.counts import CUDA_ON_HOST, IMPORTS, Planner
from snnbench.plan.sizes import TaskSize


def test_the_widest_task_with_the_papers_widest_net_fits_a_laptop():
    paper = read_config_file("configs/config.yaml")
    one = paper.model_copy(update={"stack_megabytes": 1})
    small, miniboone = (TaskSize("x", "uci", rows, 50, 2) for rows in (100, 130_064))
    # 33 million weights, twice, are 268 MB.
    assert 268 < Planner(one).counts(small, "SNN").megabytes - IMPORTS < 400
    assert Planner(paper).counts(small, "SNN").megabytes - IMPORTS - 1 == paper.stack_megabytes
    assert all(Planner(paper).counts(miniboone, method).megabytes < 8000 for method in paper.methods)


def test_halving_of_a_large_grid_is_bounded_by_what_waits_in_memory():
    grids = {"default": {"SNN": {"hidden_units": [512], "hidden_layers": [2, 32], "learning_rate": [0.01] * 50}}}
    base = {"run": "x", "tasks": ["iris"], "methods": ["SNN"], "grids": grids}
    halving, grid = (
        Planner(read_config({**base, "search": search})).counts(TaskSize("iris", "uci", 150, 4, 3), "SNN").megabytes
        for search in ("halving", "grid")
    )
    assert halving - grid == 1024 - 256


def test_stacks_on_a_gpu_take_no_host_memory_but_their_context_does():
    """8,192 MB of the GPU, four times over for halving, were asked of the host, and nothing for the context."""
    grids = {"default": {"SNN": {"hidden_units": [1024], "hidden_layers": [32], "learning_rate": [0.01] * 500}}}
    own = {"name": "Mine", "estimator": "sklearn.svm.SVC", "gpu": True}
    base = {"run": "x", "tasks": ["iris"], "methods": ["SNN", "SVM", "Mine"], "grids": grids, "estimators": [own]}
    base["grids"]["default"] |= {"SVM": {"C": [1]}}
    iris = TaskSize("iris", "uci", 150, 4, 3)
    config = read_config({**base, "search": "halving", "stack_megabytes": 8192, "device": "cuda"}, imports=False)
    snn, svm, mine = (Planner(config).counts(iris, method).megabytes for method in config.methods)
    assert snn == IMPORTS + CUDA_ON_HOST + 1
    assert mine - svm == CUDA_ON_HOST
    decided = read_config({**base, "device": "auto"}, imports=False)
    assert [Planner(decided).counts(iris, "SNN", on_gpu).megabytes > 2000 for on_gpu in (None, True)] == [False, True]


def test_averaged_weights_take_memory():
    grids = {"default": {"SNN": {"hidden_units": [512], "hidden_layers": [8], "learning_rate": [0.01]}}}
    base = {"run": "x", "tasks": ["iris"], "methods": ["SNN"], "grids": grids}
    plain, averaged = (
        Planner(read_config({**base, "protocol": protocol})).counts(TaskSize("iris", "uci", 150, 4, 3), "SNN").megabytes
        for protocol in ({}, {"average_weights": 0.99})
    )
    # Seven matrices of 512 x 512 numbers of four bytes.
    assert averaged - plain == pytest.approx(7, abs=1)


JOB = r"""
import json, re, sys
from pathlib import Path
from snnbench.config.read import read_config
from snnbench.data.task import Task
from snnbench.runs.cells import run_cells
rows = run_cells(Task.load(sys.argv[1]), ["SNN"], read_config(json.loads(sys.argv[2])), Path("results"))
# That of the cell's process, and of this one; unlike ru_maxrss this does not begin with the peak of its parent.
own = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) / 1024
print(max(rows["peak_mb"].to_pylist()) + own)
"""


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="needs Linux")
@pytest.mark.parametrize(("units", "layers", "rows"), [(1024, 16, 600), (16, 2, 130_064)])
def test_a_job_stays_below_its_bound(tmp_path, units, layers, rows):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(rows, 50)).astype(np.float32)
    y = (X[:, 0] > 0).astype(np.int64)
    order = np.arange(rows)
    split = Split(order[: rows // 2], order[rows // 2 : 3 * rows // 4], order[3 * rows // 4 :])
    Task("large", "user", X, y, [split], "accuracy", classes=("no", "yes")).save(tmp_path / "large.npz")
    grid = {"hidden_units": [units], "hidden_layers": [layers], "learning_rate": [0.01]}
    config = {
        "run": "memory",
        "tasks": ["iris"],
        "methods": ["SNN"],
        "grids": {"default": {"SNN": grid}},
        "protocol": {"epochs": 1},
    }
    ran = subprocess.run(
        [sys.executable, "-c", JOB, "large.npz", json.dumps(config)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    bound = Planner(read_config(config)).counts(TaskSize("large", "user", rows, 50, 2), "SNN").megabytes
    assert IMPORTS / 2 < float(ran.stdout) < bound
