"""What a process per cell costs: ``python tests/faults/isolation_cost.py``.

A job of 20 tiny cells, as the rule ``cells`` runs it, with a process per cell and without, in turn. Each job is a
Python process of its own, and all that it starts is counted.
"""

from __future__ import annotations

import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

CELLS, ROUNDS = 20, 5
JOB = """
import sys, tempfile
from pathlib import Path
from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs.cells import run_cells
from snnbench.runs.isolated import InThisProcess

grid = {{"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}}
grids = {{"default": {{"SNN": grid, "SVM": {{"C": [1]}}}}}}
values = {{"run": "x", "tasks": ["sklearn-iris"], "methods": ["SNN", "SVM"], "grids": grids}}
values["protocol"] = {{"epochs": 10}}
task = load_task("sklearn-iris")
isolated = sys.argv[1] == "isolated"
for seed in range({cells} // 2 if isolated or sys.argv[1] == "together" else 0):
    with tempfile.TemporaryDirectory() as results:
        config = read_config({{**values, "seed": seed}}, imports=False)
        executor = SHARED if isolated else InThisProcess()
        run_cells(task, config.methods, config, Path(results), executor=executor, log_file=str(Path(results) / "log"))
"""
SHARED = """
from snnbench.methods.registry import METHODS
from snnbench.runs.isolated import Processes
SHARED = Processes([METHODS["SNN"], METHODS["SVM"]])
"""


def main() -> None:
    """Print processor and wall seconds of each way."""
    # Processes that outlive their parent, such as a fork server, become children of this one, and are counted.
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    ways = ("nothing", "together", "isolated")
    seconds: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way in ways:
            seconds[way].append(measured(way))
    found = {way: [statistics.median(column) for column in zip(*rows, strict=True)] for way, rows in seconds.items()}
    names = {
        "nothing": "imports only",
        "together": f"{CELLS} cells in its process",
        "isolated": f"{CELLS} in processes",
    }
    print("| a job of | processor s | wall s |\n|---|---|---|")
    for way in ways:
        print(f"| {names[way]} | {found[way][0]:.2f} | {found[way][1]:.2f} |")
    print(
        f"\na cell's process: {1000 * (found['isolated'][0] - found['together'][0]) / CELLS:.0f} ms of processor time"
    )


def measured(way: str) -> tuple[float, float]:
    """Return processor and wall seconds of a job and all that it starts."""
    program = (SHARED if way == "isolated" else "") + JOB.format(cells=CELLS)
    before, started = processor_seconds(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", program, way], cwd=folder, check=True)
        wall = time.perf_counter() - started
        while True:
            try:
                os.wait()
            except ChildProcessError:
                break
    return processor_seconds() - before, wall


def processor_seconds() -> float:
    """Return what all finished children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
