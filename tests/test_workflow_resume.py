"""The workflow goes on: after a kill or an interrupt, after a failure, and when a user's own files change."""

import os
import signal

import pandas as pd
from workflow_runs import ONE, ROOT, SMALL, planned, rows, run, started, stored, wait_for_a_cell


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
