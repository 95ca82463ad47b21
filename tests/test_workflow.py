"""One small run: what it leaves and says, and what another call does again."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from workflow_runs import ROOT, SMALL, copied_into, planned, rows, run


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


def test_a_run_leaves_the_files_of_the_contract(small_run):
    folder, printed = small_run
    assert "6 of 6 results" in printed
    assert set(rows(folder)["status"]) == {"ok"}
    assert len(rows(folder)) == 6
    for name in ("report.html", "tables/tableA11.csv", "tables/table1_fnn.tex", "figures/average_ranks.pdf"):
        assert (folder / "results/small" / name).stat().st_size > 0
    assert (folder / "results/small/cells/sklearn-iris/SNN.parquet").is_file()


def test_a_failing_collection_takes_no_finished_cell_from_those_who_watch(finished):
    """``collect`` declared the folder, so that Snakemake deleted what cells had left there."""
    cells = sorted((finished / "results/small/cells").rglob("*.parquet"))
    next((finished / "results/small/rows").glob("*.parquet")).write_text("damaged")
    failed = run(finished, SMALL, "collect")
    assert failed.returncode == 1
    assert "collect" in failed.stdout + failed.stderr
    assert len(cells) == 6
    assert sorted((finished / "results/small/cells").rglob("*.parquet")) == cells


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
    # Logs and benchmarks are declared as such; the forecast is of the machine that watches, and so are finished cells,
    # whose rows come back in trials.parquet.
    others = {Path("results/small", name) for name in ("logs", "benchmarks", "state/plan.parquet", "cells")}
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


def test_a_change_of_the_forecast_reruns_nothing(finished, tmp_path):
    shutil.copytree(ROOT / "snnbench", tmp_path / "snnbench", ignore=shutil.ignore_patterns("__pycache__"))
    counts = tmp_path / "snnbench/plan/counts.py"
    changed = counts.read_text()
    for now, other in (
        ("IMPORTS, KERNEL_SVM, TASK_COPIES = 700", "IMPORTS, KERNEL_SVM, TASK_COPIES = 1700"),
        ("TIMES_PLANNED_SECONDS, MIN_SECONDS = 50, 3600", "TIMES_PLANNED_SECONDS, MIN_SECONDS = 60, 7200"),
    ):
        assert now in changed
        changed = changed.replace(now, other)
    counts.write_text(changed)
    assert planned(finished, SMALL, PYTHONPATH=str(tmp_path)) == set()


def test_same_config_gives_the_same_bits_on_any_number_of_cores(small_run, project):
    assert run(project, SMALL, "--cores", "1", "collect").returncode == 0
    timing = ["seconds", "peak_mb"]
    first, second = (rows(folder, "trials").drop(columns=timing) for folder in (small_run[0], project))
    pd.testing.assert_frame_equal(first, second, check_exact=True)
