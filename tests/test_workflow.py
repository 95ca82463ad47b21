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
ONE = {**SMALL, "tasks": ["sklearn-iris"], "methods": ["SVM"]}

# zoo is neither in a mirror nor at its official address.
NOWHERE = {"SNNBENCH_MIRROR": "", "http_proxy": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1"}


def copied_into(folder):
    """Copy what a clone has for the workflow."""
    for name in ("Snakefile", "workflow", "profiles", "environment.yml", "configs"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


@pytest.fixture
def project(tmp_path):
    """A folder without results."""
    return copied_into(tmp_path)


@pytest.fixture(scope="session")
def small_run(tmp_path_factory):
    """A folder in which SMALL has run once, and what its command printed; not to be changed."""
    folder = copied_into(tmp_path_factory.mktemp("small"))
    ran = run(folder, SMALL)
    assert ran.returncode == 0, ran.stderr
    return folder, ran.stdout + ran.stderr


@pytest.fixture
def finished(small_run, tmp_path):
    """A copy of the folder in which SMALL has run."""
    return shutil.copytree(small_run[0], tmp_path / "copy", symlinks=True)


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


def test_a_run_leaves_the_files_of_the_contract(small_run):
    folder, printed = small_run
    assert "6 of 6 results" in printed
    assert set(rows(folder)["status"]) == {"ok"}
    assert len(rows(folder)) == 6
    for name in ("report.html", "tables/tableA11.csv", "tables/table1_fnn.tex", "figures/average_ranks.pdf"):
        assert (folder / "results/small" / name).stat().st_size > 0
    assert (folder / "results/small/cells/sklearn-iris/SNN.parquet").is_file()


def declared(folder, config):
    """Outputs that the rules of a run declare, files and folders."""
    listed = run(folder, config, "--summary")
    assert listed.returncode == 0, listed.stderr
    lines = [line.split("\t")[0] for line in listed.stdout.splitlines()]
    return {Path(name) for name in lines if name.startswith("results/")}


def test_whatever_a_run_leaves_is_declared_so_that_it_comes_back_from_other_machines(small_run):
    folder, _ = small_run
    outputs = declared(folder, SMALL)
    left = [path.relative_to(folder) for path in (folder / "results/small").rglob("*") if path.is_file()]
    # Logs and benchmarks are declared as such; the forecast is of the machine that watches.
    others = {Path("results/small", name) for name in ("logs", "benchmarks", "state/plan.parquet")}
    assert [str(path) for path in left if not (outputs | others) & {path, *path.parents}] == []


def test_sections_are_declared_as_a_whole(project):
    outputs = declared(project, {**SMALL, "tasks": ["tox21"]})
    assert {Path("results/small/tox21"), Path("results/small/published")} <= outputs


def test_a_run_says_what_it_will_take_and_how_far_it_is(small_run):
    _, printed = small_run
    assert "run 'small': 2 tasks, 3 methods, 6 cells\n" in printed
    assert "cells 6 of 6, all finished" in printed
    assert "Select jobs" not in printed
    assert len(printed.splitlines()) <= 25


def test_an_estimator_on_a_gpu_asks_for_one_and_others_do_not(project):
    classifier = {"name": "Mine", "estimator": "sklearn.tree.DecisionTreeClassifier"}
    config = {"run": "gpu", "tasks": ["sklearn-iris"], "methods": ["Mine"], "grids": {}, "device": "cuda"}
    for gpu in (True, False):
        dry = run(project, {**config, "estimators": [{**classifier, "gpu": gpu}]}, "-n", "--workflow-profile", "none")
        assert dry.returncode == 0, dry.stderr
        assert ("gpu=1" in dry.stdout + dry.stderr) is gpu


@pytest.mark.parametrize("profile", ["slurm", "slurm-gpu", "kubernetes"])
def test_what_no_rule_asks_for_grows_with_each_attempt_too(profile):
    values = yaml.safe_load((ROOT / "workflow/profiles" / profile / "profile.yaml").read_text())
    assert all(value.endswith("* attempt") for value in values["default-resources"])
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    asked = set(re.findall(r"^        (?:mem_mb|runtime)=(.*),$", rules, re.MULTILINE))
    assert asked
    assert all(f"def {name}(wildcards, attempt)" in rules for name in asked)


def test_a_dry_run_ends_with_what_the_run_will_take(project):
    dry = run(project, SMALL, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "rule cells" not in dry.stdout
    last = dry.stdout.splitlines()[-8:]
    assert any(line.startswith("run 'small': 2 tasks, 3 methods, 6 cells") for line in last), last


def test_a_subset_by_config_has_a_folder_of_its_own(finished):
    full = (finished / "results/small/runs.parquet").read_bytes()
    subset = run(finished, SMALL, "--config", "tasks=[sklearn-iris]", "methods=[SNN,SVM]")
    assert subset.returncode == 0, subset.stderr
    assert (finished / "results/small/runs.parquet").read_bytes() == full
    (folder,) = (finished / "results").glob("small-subset-*")
    assert set(pd.read_parquet(folder / "runs.parquet")["task"]) == {"sklearn-iris"}
    # Its cells are those of the full run, found in the store.
    assert f"results/{folder.name}" in subset.stdout


def test_nothing_is_done_twice(finished):
    assert planned(finished, SMALL) == set()


def test_what_only_the_report_depends_on_reruns_no_cell(finished):
    assert planned(finished, {**SMALL, "incomplete": "refuse"}) == {"collect", "report"}
    reordered = {**SMALL, "methods": SMALL["methods"][::-1]}
    assert "collect" in planned(finished, reordered)


def test_a_change_of_the_seed_or_of_a_grid_reruns_cells(finished):
    assert {"tasks", "cells", "collect", "report"} <= planned(finished, {**SMALL, "seed": 1})
    assert planned(finished, {**SMALL, "protocol": {"epochs": 21}}) == {"cells", "collect", "report"}


def test_a_change_of_the_source_of_a_network_or_a_method_reruns_cells_that_use_it(finished, tmp_path):
    shutil.copytree(ROOT / "snnbench", tmp_path / "snnbench", ignore=shutil.ignore_patterns("__pycache__"))
    for module, reruns in (("methods/rules.py", False), ("nets/hidden/snn.py", True), ("methods/svm.py", True)):
        with (tmp_path / "snnbench" / module).open("a") as file:
            file.write("# touched\n")
        found = planned(finished, SMALL, PYTHONPATH=str(tmp_path))
        assert found == ({"cells", "collect", "report"} if reruns else set()), module
        shutil.copy(ROOT / "snnbench" / module, tmp_path / "snnbench" / module)


def test_goes_on_after_a_kill_and_recomputes_no_finished_cell(project):
    slow = {**SMALL, "protocol": {"epochs": 400}, "tasks": ["sklearn-digits", "sklearn-iris"]}
    process = started(project, slow)
    wait_for_a_cell(project, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    before = stored(project)
    assert not (project / "results/small/report.html").exists()
    again = run(project, slow, "collect")
    assert again.returncode == 0, again.stderr
    after = stored(project)
    assert len(after) == 6
    assert {path: after[path] for path in before} == before


def test_an_interrupt_says_how_to_go_on(project):
    process = started(project, {**SMALL, "protocol": {"epochs": 400}, "tasks": ["sklearn-digits"]})
    wait_for_a_cell(project, process)
    os.killpg(process.pid, signal.SIGINT)
    printed = process.communicate()[0]
    assert process.returncode != 0
    assert "Interrupted. What is finished is kept; the same command goes on" in printed
    for noise in ("Traceback", "failed", "Error"):
        assert noise not in printed


def test_same_config_gives_the_same_bits_on_any_number_of_cores(small_run, project):
    assert run(project, SMALL, "--cores", "1", "collect").returncode == 0
    timing = ["seconds", "peak_mb"]
    first, second = (rows(folder, "trials").drop(columns=timing) for folder in (small_run[0], project))
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_a_config_with_errors_stops_before_any_job(project):
    wrong = {**SMALL, "tasks": ["sklearn-irs"], "sede": 1, "methods": ["SNN", "SVN"]}
    result = run(project, wrong)
    output = result.stdout + result.stderr
    assert result.returncode != 0
    for expected in ("3 errors", "did you mean 'sklearn-iris'?", "did you mean 'seed'?", "did you mean 'SVM'?"):
        assert expected in output
    assert not (project / "results").exists()


def test_an_unavailable_task_is_reported_and_tried_again(project):
    config = {**SMALL, "tasks": ["sklearn-iris", "zoo"]}
    first = run(project, config, **NOWHERE)
    assert first.returncode == 0, first.stderr
    assert "zoo" in first.stdout
    table = pd.read_csv(project / "results/small/tables/tableA11.csv").set_index("task")
    assert table.loc["zoo", ["SNN", "BatchNorm"]].isna().all()
    assert "could not be fetched" in table.loc["zoo", "missing"]
    assert "<b>zoo</b>" in (project / "results/small/report.html").read_text()
    assert "tasks" in planned(project, config, **NOWHERE)


def test_without_any_task_the_run_stops_before_cells_and_says_what_to_set(project):
    result = run(project, {**SMALL, "tasks": ["zoo", "iris"]}, **NOWHERE)
    output = result.stdout + result.stderr
    assert result.returncode != 0
    for expected in ("No task of this run is available", "zoo: ", "iris: ", "SNNBENCH_MIRROR"):
        assert expected in output
    assert not (project / "results/small/rows").exists()


def test_missing_fail_stops_the_run(project):
    result = run(project, {**SMALL, "tasks": ["sklearn-iris", "zoo"], "missing": "fail"}, **NOWHERE)
    assert result.returncode != 0
    assert "zoo" in next((project / "results/small/logs/tasks").glob("*.log")).read_text()


OWN = """
from sklearn.tree import DecisionTreeClassifier
class Own(DecisionTreeClassifier):
    def fit(self, X, y):
        {body}
        return super().fit(X, y)
"""


def test_a_users_method_is_tried_again_until_it_works_and_again_when_it_changes(project):
    own = [{"name": "Own", "estimator": "own_method.Own", "grid": {"max_depth": [1, 2]}}]
    config = {**ONE, "methods": ["SVM", "Own"], "estimators": own}
    variables = {"PYTHONPATH": f"{ROOT}{os.pathsep}{project}"}

    def outcome(body):
        (project / "own_method.py").write_text(OWN.format(body=body))
        assert run(project, config, "collect", **variables).returncode == 0
        return rows(project).set_index("method").loc["Own"]

    failed = outcome("if self.max_depth == 2: raise MemoryError('of a moment')")
    assert (failed["status"], failed["failed_settings"]) == ("ok", 1)
    before = stored(project)
    assert "cells" in planned(project, config, **variables), "a failure is tried again"
    assert outcome("raise ValueError('always')")["status"].endswith("failed: ValueError: always")
    works = outcome("pass")
    assert (works["status"], works["failed_settings"]) == ("ok", 0)
    assert planned(project, config, **variables) & {"tasks", "cells"} == set()
    assert set(before) < set(stored(project)), "the other method is not computed again"
    worse = outcome("self.set_params(max_depth=None, min_samples_leaf=len(X))")
    assert worse["test_score"] < works["test_score"]


def test_a_users_csv_runs_and_reruns_when_it_changes(project):
    table = pd.DataFrame({"a": range(60), "b": ["x", "y", "z"] * 20, "class": ["no", "yes"] * 30})
    table.to_csv(project / "mine.csv", index=False)
    mine = {"name": "mine", "source": {"csv": "mine.csv", "target": "class"}}
    config = {**SMALL, "tasks": ["mine"], "datasets": [mine], "methods": ["SNN", "SVM"]}
    first = run(project, config, "collect")
    assert first.returncode == 0, first.stderr
    before = stored(project)
    table.iloc[::-1].to_csv(project / "mine.csv", index=False)
    assert run(project, config, "collect").returncode == 0
    assert len(stored(project)) == 2 * len(before)


def test_a_damaged_table_stops_the_run(project):
    (project / "mine.csv").write_text("a,class\n1,no\n2,yes,3\n")
    mine = {"name": "mine", "source": {"csv": "mine.csv", "target": "class"}}
    result = run(project, {**ONE, "tasks": ["sklearn-iris", "mine"], "datasets": [mine]}, "collect")
    assert result.returncode != 0
    assert "mine" in result.stdout + result.stderr
    assert not (project / "results/small/runs.parquet").exists()


def test_holes_refuse_the_report_by_name_unless_the_config_allows_them(project):
    config = {key: value for key, value in SMALL.items() if key != "incomplete"}
    result = run(project, {**config, "tasks": ["sklearn-iris", "zoo"]}, **NOWHERE)
    assert result.returncode != 0
    log = (project / "results/small/logs/report.log").read_text()
    assert "2 results are missing: (zoo, SNN), (zoo, BatchNorm)" in log
    assert not (project / "results/small/report.html").exists()
