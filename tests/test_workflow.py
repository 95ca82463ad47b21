"""The workflow as a user runs it: resume after a kill, reruns, errors before any job, the end's message."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
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

# zoo is neither in a mirror nor at its official address.
NOWHERE = {"SNNBENCH_MIRROR": "", "http_proxy": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1"}


@pytest.fixture
def project(tmp_path):
    """A copy of what a clone has for the workflow, with results of its own."""
    for name in ("Snakefile", "workflow", "profiles", "environment.yml", "configs"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def command(project, config, *options):
    (project / "own.yaml").write_text(yaml.safe_dump(config))
    return [sys.executable, "-m", "snakemake", "--cores", "2", "--configfile", "own.yaml", *options]


def environment(**variables):
    return {**os.environ, "PYTHONPATH": str(ROOT), **variables}


def run(project, config, *options, **variables):
    return subprocess.run(
        command(project, config, *options),
        cwd=project,
        env=environment(**variables),
        capture_output=True,
        text=True,
    )


def stored(project):
    """Finished cells of the store by the time they were written; a killed writer leaves a hidden part of one."""
    files = (project / "results" / "store").glob("??/[!.]*.parquet")
    return {path: path.stat().st_mtime_ns for path in files}


def test_runs_and_then_has_nothing_to_do(project):
    first = run(project, SMALL)
    assert first.returncode == 0, first.stderr
    assert "6 of 6 results" in first.stdout
    runs = pd.read_parquet(project / "results/small/runs.parquet")
    assert set(runs["status"]) == {"ok"}
    assert len(runs) == 6
    for name in ("report.html", "tables/tableA11.csv", "tables/table1_fnn.tex", "figures/average_ranks.pdf"):
        assert (project / "results/small" / name).stat().st_size > 0
    assert (project / "results/small/cells/sklearn-iris/SNN.parquet").is_file()
    second = run(project, SMALL)
    assert "Nothing to be done" in second.stdout + second.stderr


def test_goes_on_after_a_kill_and_recomputes_no_finished_cell(project):
    slow = {**SMALL, "protocol": {"epochs": 400}, "tasks": ["sklearn-digits", "sklearn-iris"]}
    process = subprocess.Popen(
        command(project, slow),
        cwd=project,
        env=environment(),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while not stored(project) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = stored(project)
    assert before, "killed before any cell was finished"
    assert not (project / "results/small/report.html").exists()
    again = run(project, slow)
    assert again.returncode == 0, again.stderr
    after = stored(project)
    assert len(after) == 6
    assert {path: after[path] for path in before} == before


def test_same_config_gives_the_same_bits_on_any_number_of_cores(project):
    assert run(project, SMALL).returncode == 0
    first = pd.read_parquet(project / "results/small/trials.parquet")
    shutil.rmtree(project / "results")
    assert run(project, SMALL, "--cores", "1").returncode == 0
    second = pd.read_parquet(project / "results/small/trials.parquet")
    timing = ["seconds", "peak_mb"]
    pd.testing.assert_frame_equal(first.drop(columns=timing), second.drop(columns=timing), check_exact=True)


def test_a_config_with_errors_stops_before_any_job(project):
    wrong = {**SMALL, "tasks": ["sklearn-irs"], "sede": 1, "methods": ["SNN", "SVN"]}
    result = run(project, wrong)
    output = result.stdout + result.stderr
    assert result.returncode != 0
    for expected in ("3 errors", "did you mean 'sklearn-iris'?", "did you mean 'seed'?", "did you mean 'SVM'?"):
        assert expected in output
    assert not (project / "results").exists()


def test_a_task_that_cannot_be_had_is_reported_and_tried_again(project, tmp_path):
    config = {**SMALL, "tasks": ["sklearn-iris", "zoo"]}
    first = run(project, config, **NOWHERE)
    assert first.returncode == 0, first.stderr
    assert "could not be had: zoo" in first.stdout
    table = pd.read_csv(project / "results/small/tables/tableA11.csv").set_index("task")
    assert table.loc["zoo", ["SNN", "BatchNorm"]].isna().all()
    assert "could not be fetched" in table.loc["zoo", "missing"]
    assert "<b>zoo</b>" in (project / "results/small/report.html").read_text()
    before = stored(project)
    second = run(project, config, "--dry-run", **NOWHERE)
    assert re.search(r"^task +1$", second.stdout, re.MULTILINE), second.stdout
    assert stored(project) == before


def test_missing_fail_stops_the_run(project):
    result = run(project, {**SMALL, "tasks": ["sklearn-iris", "zoo"], "missing": "fail"}, **NOWHERE)
    assert result.returncode != 0
    assert "zoo" in (project / "results/small/logs/tasks/zoo.log").read_text()


def test_a_failing_method_leaves_a_row_with_its_reason(project):
    estimators = [
        {"name": "Broken", "estimator": "sklearn.svm.SVC", "grid": {"C": [-1.0]}},
        {"name": "Tree", "estimator": "sklearn.tree.DecisionTreeClassifier", "grid": {"max_depth": [2, 4]}},
    ]
    config = {**SMALL, "tasks": ["sklearn-iris"], "estimators": estimators, "methods": ["SNN", "Broken", "Tree"]}
    result = run(project, config)
    assert result.returncode == 0, result.stderr
    runs = pd.read_parquet(project / "results/small/runs.parquet").set_index("method")
    assert runs.loc[["SNN", "Tree"], "status"].tolist() == ["ok", "ok"]
    assert "failed: InvalidParameterError" in runs.loc["Broken", "status"]
    assert "failed: Broken on sklearn-iris" in result.stdout


def test_a_users_csv_runs_and_reruns_when_it_changes(project):
    table = pd.DataFrame({"a": range(60), "b": ["x", "y", "z"] * 20, "class": ["no", "yes"] * 30})
    table.to_csv(project / "mine.csv", index=False)
    mine = {"name": "mine", "source": {"csv": "mine.csv", "target": "class"}}
    config = {**SMALL, "tasks": ["mine"], "datasets": [mine], "methods": ["SNN", "SVM"]}
    first = run(project, config)
    assert first.returncode == 0, first.stderr
    before = stored(project)
    table.iloc[::-1].to_csv(project / "mine.csv", index=False)
    assert run(project, config).returncode == 0
    assert len(stored(project)) == 2 * len(before)


def test_holes_refuse_the_report_by_name_unless_the_config_allows_them(project):
    config = {key: value for key, value in SMALL.items() if key != "incomplete"}
    result = run(project, {**config, "tasks": ["sklearn-iris", "zoo"]}, **NOWHERE)
    assert result.returncode != 0
    log = (project / "results/small/logs/report.log").read_text()
    assert "2 results are missing: (zoo, SNN), (zoo, BatchNorm)" in log
    assert not (project / "results/small/report.html").exists()


def test_a_run_says_what_it_will_take_and_how_far_it_is(project):
    dry = run(project, SMALL, "--dry-run")
    assert "Select jobs" not in dry.stdout + dry.stderr
    assert "run 'small': 2 tasks, 3 methods, 6 cells\n" in dry.stdout
    first = run(project, SMALL)
    assert first.returncode == 0, first.stderr
    assert "run 'small': 2 tasks, 3 methods, 6 cells\n" in first.stdout
    assert "cells 6 of 6, all finished" in first.stderr
    assert len((first.stdout + first.stderr).splitlines()) <= 25


def test_a_subset_by_config_has_a_folder_of_its_own(project):
    assert run(project, SMALL).returncode == 0
    full = (project / "results/small/runs.parquet").read_bytes()
    subset = run(project, SMALL, "--config", "tasks=[sklearn-iris]")
    assert subset.returncode == 0, subset.stderr
    assert "a subset of 'small': it has a folder of its own, results/small-subset-" in subset.stdout
    assert (project / "results/small/runs.parquet").read_bytes() == full
    (folder,) = (project / "results").glob("small-subset-*")
    assert set(pd.read_parquet(folder / "runs.parquet")["task"]) == {"sklearn-iris"}
