"""What a process per cell costs: ``python tests/faults/isolation_cost.py``.

The cells of the demo, as a job of the rule ``cells`` computes them, with a process per cell and without, in turn. Each
job is a Python process of its own, and all that it starts is counted.
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
from pathlib import Path
from types import SimpleNamespace

from snnbench.config.read import read_run
from snnbench.runs.prepare import prepare_tasks

ROUNDS = 3
DEMO = Path(__file__).parents[2] / "configs/demo.yaml"
JOB = """
import sys
from pathlib import Path
from types import SimpleNamespace
from snnbench.config.read import read_run
from snnbench.runs import batch
from snnbench.runs.isolated import InThisProcess

tasks, results, way = sys.argv[1:]
config = read_run([DEMO], {"device": "cpu"}, imports=False)
cells = [(task, method) for task in config.tasks for method in config.methods]
if way == "together":
    batch.Processes = lambda methods, device: InThisProcess()
output = SimpleNamespace(rows=f"{results}/rows.parquet", state=f"{results}/state.json")
batch.compute_batch(cells, [tasks], config, Path(results), output, log_file=f"{results}/log")
""".replace("DEMO", repr(str(DEMO)))


def main() -> None:
    """Print processor and wall seconds of each way."""
    # Processes that outlive their parent, such as a fork server, become children of this one, and are counted.
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    names = {"together": "in the job's own process", "isolated": "a process each"}
    seconds: dict[str, list[tuple[float, float]]] = {way: [] for way in names}
    with tempfile.TemporaryDirectory() as folder:
        tasks = Path(folder, "tasks")
        tasks.mkdir()
        output = SimpleNamespace(tasks=tasks, descriptions=f"{folder}/descriptions.csv", state=f"{folder}/state.json")
        config = read_run([DEMO], imports=False)
        prepare_tasks(config.tasks, config, output)
        measured("isolated", tasks)  # Compiles the kernels where that was not done.
        for _ in range(ROUNDS):
            for way in names:
                seconds[way].append(measured(way, tasks))
    found = {way: [statistics.median(column) for column in zip(*rows, strict=True)] for way, rows in seconds.items()}
    print("| the demo's cells | processor s | wall s |\n|---|---|---|")
    for way, name in names.items():
        print(f"| {name} | {found[way][0]:.2f} | {found[way][1]:.2f} |")


def measured(way: str, tasks: Path) -> tuple[float, float]:
    """Return processor and wall seconds of a job and all that it starts."""
    before, started = processor_seconds(), time.perf_counter()
    with tempfile.TemporaryDirectory() as results:
        subprocess.run([sys.executable, "-c", JOB, tasks, results, way], check=True)
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
