"""The rows of a cell and the one that its run keeps."""

import math

import numpy as np
import pandas as pd
import pyarrow as pa

from snnbench.runs.chosen import runs_of
from snnbench.runs.rows import RUNS, TRIALS, failed_table, trials_table
from snnbench.training.trial import Trial

CELL = {"suite": "uci", "task": "iris", "split": 1, "repeat": 2, "method": "SNN"}


def trial(number, score, **more):
    values = {"epoch": 10 + number, "test_score": 0.6, "epochs": 20, "seconds": 1.5, **more}
    return Trial({"hidden_units": number, "hidden_layers": 2}, number, validation_score=score, **values)


def rows_of(*trials, peak=300.0):
    return trials_table(CELL, trials, peak).to_pandas()


def test_rows_say_what_trials_say_and_curves_are_those_of_the_chosen_one():
    curves = {"validation_curve": [0.25, 0.5], "training_loss": [1.0, 0.5]}
    predictions = np.array([[0.25, 0.5], [0.75, 1.0]], np.float32)
    rows = rows_of(
        trial(0, 0.5, **curves), trial(1, 0.75, **curves, test_predictions=predictions), trial(2, math.nan, **curves)
    )
    assert list(rows.columns) == TRIALS.names
    assert rows["trial"].tolist() == [0, 1, 2]
    assert rows["chosen"].tolist() == [False, True, False]
    assert rows["validation_curve"].map(list).tolist() == [[], [0.25, 0.5], []]
    assert rows["training_loss"].map(list).tolist() == [[], [1.0, 0.5], []]
    assert rows["test_predictions"].map(list).tolist() == [[], [0.25, 0.5, 0.75, 1.0], []]
    # Sorted, so that a setting is the same text in whatever order its grid names it.
    assert rows["hyperparameters"][1] == '{"hidden_layers": 2, "hidden_units": 1}'
    assert rows.loc[1, ["epoch", "validation_score", "test_score", "seconds"]].tolist() == [11, 0.75, 0.6, 1.5]
    assert rows.loc[1, ["epochs", "peak_mb", "status"]].tolist() == [20, 300.0, "ok"]
    assert (rows[list(CELL)] == list(CELL.values())).all(axis=None)


def test_the_run_keeps_the_chosen_trial_with_the_seconds_of_all_and_the_number_of_failures():
    rows = rows_of(trial(0, 0.5), trial(1, 0.75), trial(2, math.nan, status="failed: ValueError"))
    run = runs_of(rows).iloc[0]
    assert list(run.index) == RUNS.names
    assert (run["validation_score"], run["seconds"], run["failed_settings"], run["status"]) == (0.75, 4.5, 1, "ok")
    rows = rows_of(trial(0, math.nan, status="failed: ValueError"), trial(1, 0.75))
    assert runs_of(rows)["failed_settings"].tolist() == [1]


def test_without_a_choice_the_run_says_why_the_first_setting_was_none():
    rows = rows_of(trial(0, 0.9, status="diverged in epoch 3"), trial(1, math.nan, status="failed: ValueError"))
    run = runs_of(rows).iloc[0]
    assert run["status"] == "no setting could be chosen; the first: diverged in epoch 3"
    assert math.isnan(run["validation_score"])
    assert math.isnan(run["test_score"])
    assert (run["seconds"], run["failed_settings"]) == (3.0, 1)


def test_a_cell_that_failed_as_a_whole_keeps_its_reason_and_counts_no_setting():
    whole = failed_table(CELL, "failed: its process was killed")
    assert whole.schema.equals(TRIALS)
    (row,) = whole.to_pylist()
    assert (row["trial"], row["chosen"], row["epoch"], row["epochs"], row["seconds"]) == (-1, False, 0, 0, 0.0)
    assert math.isnan(row["validation_score"])
    assert math.isnan(row["peak_mb"])
    assert (row["hyperparameters"], row["validation_curve"], row["training_loss"]) == ("{}", [], [])
    run = runs_of(whole.to_pandas()).iloc[0]
    assert (run["status"], run["failed_settings"]) == ("failed: its process was killed", 0)


def test_runs_are_sorted_and_their_statuses_readable():
    tables = [
        trials_table({**CELL, "method": method, "split": split}, [trial(0, 0.5)], 1.0)
        for method, split in (("SVM", 0), ("SNN", 2), ("SNN", 0))
    ]
    tables.append(failed_table({**CELL, "task": "glass"}, "unavailable: a\nb"))
    runs = runs_of(pa.concat_tables(tables).to_pandas())
    assert runs["task"].tolist() == ["glass", "iris", "iris", "iris"]
    assert list(zip(runs["split"], runs["method"], strict=True))[1:] == [(0, "SNN"), (0, "SVM"), (2, "SNN")]
    assert runs["status"][0] == "unavailable: a b"
    assert pd.isna(runs["test_score"][0])
