"""What stops the workflow, and what it says of tasks that are not there."""

import pandas as pd
from workflow_runs import NOWHERE, ONE, SMALL, planned, run


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
