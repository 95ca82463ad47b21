"""What a run says at its end on the terminal."""

import pandas as pd

from snnbench.report.run_folder import RunFolder
from snnbench.report.search_words import coverage_sentence, missing_sentence
from snnbench.report.summary import summary_text
from snnbench.runs.state import write_state


def test_notes_on_the_users_own_data_are_shown(tmp_path):
    runs = pd.DataFrame(
        {
            "suite": "user",
            "task": "mine",
            "split": [0, 0],
            "repeat": 0,
            "method": ["SNN", "SVM"],
            "status": ["ok", "auc is undefined on split 0: all its test rows have the class 'a'"],
            "test_score": [0.5, None],
        }
    )
    tasks = pd.DataFrame(
        {
            "name": ["mine", "iris"],
            "suite": ["user", "uci"],
            "status": "ok",
            "notes": ["column 'id' numbers the rows", "odd"],
        }
    ).set_index("name")
    text = summary_text(RunFolder("r", runs, tasks, {}, {}), ["SNN is first."], tmp_path, tmp_path)
    assert "note on mine: column 'id' numbers the rows" in text
    assert "odd" not in text
    assert "failed: SVM on mine, split 0: auc is undefined on split 0" in text


def run_of(cells, tasks, methods=("SNN", "SVM")):
    runs = pd.DataFrame(cells, columns=["task", "method", "split", "repeat"])
    runs = runs.assign(suite="uci", status="ok", test_score=0.9)
    table = pd.DataFrame({"suite": "uci", "status": "ok", "metric": "accuracy"}, index=pd.Index(tasks, name="name"))
    return RunFolder("r", runs, table, {"methods": list(methods)}, {})


def test_pieces_of_a_run_say_what_they_cover_and_what_was_not_run():
    cells = [("iris", method, split, 0) for method in ("SNN", "SVM") for split in range(4)]
    run = run_of([*cells, ("zoo", "SNN", 0, 0), ("zoo", "SNN", 1, 0)], ["iris", "zoo"])
    # SVM is no network and may have fewer seeds.
    assert coverage_sentence(run) == [
        "The run has 2 of the 121 UCI tasks.",
        "Folds: 4 on 1 task and 2 on 1 task; seeds: 1 on every task.",
    ]
    assert missing_sentence(run) == "1 of 4 pairs of a task and a method were not run, on zoo."
    assert run.not_run() == [("zoo", "SVM")]


def test_a_whole_run_lacks_nothing():
    run = run_of([("iris", "SNN", 0, 0), ("iris", "SVM", 0, 0)], ["iris"])
    assert missing_sentence(run) == "None of the 2 results failed."


def test_folds_that_a_network_lacks_are_counted_apart():
    cells = [("iris", method, split, 0) for method in ("SNN", "ResNet") for split in range(2)]
    run = run_of([*cells, ("iris", "SNN", 2, 0)], ["iris"], ["SNN", "ResNet"])
    assert coverage_sentence(run)[1:] == [
        "Folds: 2 on every task; seeds: 1 on every task.",
        "Results on folds or seeds that another method lacks: 1.",
    ]


def test_failures_name_the_log_of_their_job(tmp_path):
    tasks = pd.DataFrame({"name": ["iris", "zoo"], "suite": "uci", "status": "ok", "notes": ""}).set_index("name")
    rows = [("iris", "Killed", "failed: killed", 0), ("iris", "Own", "ok", 2), ("zoo", "Own", "ok", 1)]
    runs = pd.DataFrame(rows, columns=["task", "method", "status", "failed_settings"]).assign(suite="uci", split=0)
    write_state(tmp_path / "state/cells/0001-iris.json", 0, [{"what": "Killed on iris", "reason": "failed: killed"}])
    (tmp_path / "logs/cells").mkdir(parents=True)
    (tmp_path / "logs/cells/0001-iris.log").touch()
    text = summary_text(RunFolder("r", runs, tasks, {}, {}), [], tmp_path, tmp_path / "elsewhere")
    assert f"failed: Killed on iris, split 0: killed; log: {tmp_path}/logs/cells/0001-iris.log\n" in text
    assert f"failed: 3 settings of Own on 2 tasks; the choice is among the others; log: {tmp_path}/logs/cells\n" in text
    assert text.endswith("tries again what failed; finished work is kept.\n")
    # A folder of rows alone has no logs, and no command that could go on.
    text = summary_text(RunFolder("r", runs, tasks, {}, {}), [], tmp_path / "rows", tmp_path)
    assert "failed: Killed on iris, split 0: killed\n" in text
    assert "log:" not in text
    assert "tries again" not in text
