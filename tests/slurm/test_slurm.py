"""The pipeline on a real Slurm: same results as locally, and what is lost when jobs and nodes are killed (nothing).

Takes minutes and needs root: `pytest -m slurm`. The GPUs are device files that do nothing: what is tested is that jobs
ask for one each and run at the same time, not that anything is computed on them.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import yaml
from slurm.cluster import Cluster, wait_until, why_not

pytestmark = pytest.mark.slurm
ROOT = Path(__file__).parents[2]
HELD = {
    "run": "held",
    "tasks": ["sklearn-iris"],
    "methods": ["SNN", "Held"],
    "grids": {
        "default": {"SNN": {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}, "Held": {}},
    },
    "protocol": {"epochs": 20},
    "incomplete": "drop",
}
"""One network, then an estimator that holds the job until the test has done what it wants to do to it."""

DEMO = yaml.safe_load((ROOT / "configs/demo.yaml").read_text())
PART_OF_DEMO = {
    "tasks": ["sklearn-iris", "sklearn-wine"],
    "methods": ["SNN", "BatchNorm", "RandomForest", "SVM"],
    "theory": False,
}
"""Minutes of jobs' start-up less; what is left out goes through the same rules."""


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    reason = why_not()
    if reason:
        pytest.skip(f"no Slurm cluster: {reason}")
    folder = tmp_path_factory.mktemp("slurm")
    cluster = Cluster(folder)
    try:
        cluster.up()
        yield cluster
        print(cluster.call("sacct", "-X", "--format=jobid,comment%60,state%20,exitcode,elapsed,reqmem,alloctres%60"))
    finally:
        cluster.down()


@dataclass
class Run:
    """A snakemake that submits to the cluster from a folder of its own."""

    folder: Path
    cluster: Cluster
    process: subprocess.Popen

    def started(self):
        """The GPUs of the estimators that wait or waited."""
        return [file.read_text() for file in (self.folder / "started").glob("*")]

    def wait_for_start(self, times=1):
        wait_until(lambda: len(self.started()) >= times, "the job that is held", self.process)

    def job(self):
        """The id of the running job."""
        (number,) = self.cluster.running()
        return number

    def go(self):
        (self.folder / "go").touch()

    def finish(self):
        """Let everything run to its end; returns the rows."""
        self.go()
        assert self.process.wait() == 0, (self.folder / "log").read_text()[-5000:]
        return pd.read_parquet(self.folder / "results/held/trials.parquet")


def checkout(folder):
    """What a clone has for the workflow, with results of its own."""
    for name in ("Snakefile", "workflow", "profiles", "environment.yml", "configs"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


def snakemake(folder, *options):
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
    }
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "snakemake", *options], cwd=folder, env=environment, stdout=log, stderr=log
        )


@pytest.fixture
def held(cluster, tmp_path):
    """Start the small run and wait until its job is held."""
    runs = []

    def start(estimator="Waits", profile="slurm", methods=(), options=()):
        folder = tmp_path / f"run{len(runs)}"
        folder.mkdir()
        checkout(folder)
        estimators = [{"name": "Held", "estimator": f"slurm.waiting.{estimator}", "grid": {}}]
        (folder / "own.yaml").write_text(yaml.safe_dump({**HELD, "estimators": estimators}))
        profile = ["--workflow-profile", f"workflow/profiles/{profile}"]
        quick = ["--slurm-init-seconds-before-status-checks", "3", "--latency-wait", "20"]
        # First the target: --set-resources takes all words behind it.
        target = ["results/held/trials.parquet", "--configfile", "own.yaml"]
        process = snakemake(folder, *target, *profile, *quick, *options)
        run = Run(folder, cluster, process)
        runs.append(run)
        return run

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.process.terminate()
            run.process.wait()
    cluster.call("scancel", "--user=root", check=False)


def stored(run):
    """Finished cells and when they were written."""
    return {path: path.stat().st_mtime_ns for path in (run.folder / "results/store").rglob("*.parquet")}


def states(cluster, before):
    """The states of the jobs since then, without "by 0"."""
    known = {job for job, _ in before}
    return [state.split()[0] for job, state in cluster.jobs("jobid", "state") if job not in known]


@pytest.mark.slow
def test_a_cancelled_job_is_submitted_again_and_recomputes_no_finished_cell(cluster, held):
    before = cluster.jobs("jobid", "state")
    run = held()
    run.wait_for_start()
    finished = stored(run)
    assert finished, "the network's cell was finished before the job was held"
    cluster.call("scancel", run.job())
    trials = run.finish()
    assert set(trials["status"]) == {"ok"}
    assert "CANCELLED" in states(cluster, before)
    assert {path: stored(run)[path] for path in finished} == finished


def test_jobs_survive_a_restart_of_the_daemon(cluster, held):
    before = cluster.jobs("jobid", "state")
    run = held()
    run.wait_for_start()
    cluster.slurmd.kill()
    cluster.slurmd.wait()
    cluster.start_node()
    run.finish()
    assert set(states(cluster, before)) == {"COMPLETED"}
    assert len(run.started()) == 1


@pytest.mark.slow
def test_the_jobs_of_a_node_that_dies_run_again(cluster, held):
    run = held()
    run.wait_for_start()
    finished = stored(run)
    job = run.job()
    cluster.kill_node()
    cluster.start_node()
    # Slurm itself puts the job back into the queue, and would wait two minutes before it starts it.
    cluster.call("scontrol", "update", f"jobid={job}", "starttime=now")
    run.wait_for_start(2)
    trials = run.finish()
    assert set(trials["status"]) == {"ok"}
    assert {path: stored(run)[path] for path in finished} == finished


def test_a_job_over_its_memory_is_killed_and_gets_more(cluster, held):
    before = cluster.jobs("jobid", "state")
    run = held("Hoards", options=["--set-resources", "cells:mem_mb=1500 * attempt ** 2"])
    run.wait_for_start()
    job = run.job()
    wait_until(lambda: job not in cluster.running(), "the end of the job over its memory", run.process)
    run.wait_for_start(2)
    trials = run.finish()
    assert set(trials["status"]) == {"ok"}
    assert set(states(cluster, before)) & {"OUT_OF_MEMORY", "CANCELLED", "FAILED"}


@pytest.mark.slow
def test_a_job_over_its_time_is_killed_and_gets_more(cluster, held):
    before = cluster.jobs("jobid", "state")
    run = held(options=["--set-resources", "cells:runtime=1 if attempt == 1 else 30"])
    run.wait_for_start(2)
    trials = run.finish()
    assert set(trials["status"]) == {"ok"}
    assert "TIMEOUT" in states(cluster, before)


def test_two_jobs_at_once_on_two_gpus(cluster, held):
    runs = [
        held(profile="slurm-gpu", options=["--config", "device=cpu", "--set-resources", "cells:gpu=1"])
        for _ in range(2)
    ]
    for run in runs:
        run.wait_for_start()
    assert len(cluster.running()) == 2
    gpus = [run.started() for run in runs]
    assert len({tuple(one) for one in gpus}) == 2, gpus
    for run in runs:
        run.finish()
    on_gpu = [job for job, tres in cluster.jobs("jobid", "alloctres") if "gres/gpu=1" in tres]
    assert len(on_gpu) == 2


def test_tables_are_those_of_a_local_run(cluster, tmp_path):
    local, remote = checkout_in(tmp_path / "local"), checkout_in(tmp_path / "remote")
    for folder, options in (
        (local, ["--cores", "all"]),
        (remote, ["--workflow-profile", "workflow/profiles/slurm", "--slurm-init-seconds-before-status-checks", "3"]),
    ):
        (folder / "part.yaml").write_text(yaml.safe_dump({**DEMO, **PART_OF_DEMO}))
        process = snakemake(folder, "--configfile", "part.yaml", *options)
        assert process.wait() == 0, (folder / "log").read_text()[-5000:]
    tables = [folder / "results/demo/tables" for folder in (local, remote)]
    # JSON and HTML say when and where; the leaderboard has a column of measured seconds.
    excluded = [f"--exclude={pattern}" for pattern in ("*.json", "*.html", "leaderboard.*")]
    compared = subprocess.run(["diff", "-r", *excluded, *tables], capture_output=True, text=True)
    assert compared.returncode == 0, compared.stdout
    boards = [pd.read_csv(folder / "leaderboard.csv").drop(columns="seconds") for folder in tables]
    pd.testing.assert_frame_equal(*boards, check_exact=True)
    rows = [pd.read_parquet(folder / "results/demo/trials.parquet") for folder in (local, remote)]
    pd.testing.assert_frame_equal(*(table.drop(columns=["seconds", "peak_mb"]) for table in rows), check_exact=True)


def checkout_in(folder):
    folder.mkdir()
    return checkout(folder)
