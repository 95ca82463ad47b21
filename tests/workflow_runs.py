"""Small runs of the workflow as a user starts them, and what they leave."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import yaml

ROOT = Path(__file__).parent.parent
SMALL = {
    "run": "small",
    "tasks": ["sklearn-iris", "sklearn-wine"],
    "methods": ["SNN", "BatchNorm", "SVM"],
    "grids": {
        "default": {
            "SNN": {"hidden_units": [8], "hidden_layers": [2, 4], "learning_rate": [0.1]},
            "BatchNorm": {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]},
            "SVM": {"C": [1, 10]},
        }
    },
    "protocol": {"epochs": 20},
    "incomplete": "drop",
}
ONE = {**SMALL, "tasks": ["sklearn-iris"], "methods": ["SVM"]}

# zoo is neither in a mirror nor at its official address.
NOWHERE = {"SNNBENCH_MIRROR": "", "http_proxy": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1"}


def copied_into(folder):
    """Copy what a clone has for the workflow."""
    for name in ("Snakefile", "workflow", "profiles", "environment.yml", "configs"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


def command(project, config, *options):
    (project / "own.yaml").write_text(yaml.safe_dump(config))
    return [sys.executable, "-m", "snakemake", "--cores", "2", *options, "--configfile", "own.yaml"]


def environment(**variables):
    return {**os.environ, "PYTHONPATH": str(ROOT), **variables}


def run(project, config, *options, **variables):
    return subprocess.run(
        command(project, config, *options), cwd=project, env=environment(**variables), capture_output=True, text=True
    )


def started(project, config, *options):
    return subprocess.Popen(
        command(project, config, *options),
        cwd=project,
        env=environment(),
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for_a_cell(project, process):
    while not stored(project):
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)


def planned(project, config, **variables):
    """Names of the rules that another call would run."""
    result = run(project, config, "--dry-run", **variables)
    assert result.returncode == 0, result.stderr
    rules = ("tasks", "overview", "cells", "collect", "report")
    lines = (result.stdout + result.stderr).splitlines()
    return {rule for rule in rules if any(line.split()[:1] == [rule] for line in lines)}


def stored(project):
    """Finished cells of the store by the time they were written; a killed writer leaves a hidden part of one."""
    files = (project / "results" / "store").glob("??/[!.]*.parquet")
    return {path: path.stat().st_mtime_ns for path in files}


def rows(project, name="runs"):
    return pd.read_parquet(project / f"results/small/{name}.parquet")
