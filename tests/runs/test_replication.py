"""Folds, repeats and parts of a run as rows."""

import pandas as pd
import pytest

from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs.cells import run_cells
from snnbench.runs.rows import TRIALS

VALUES = {
    "run": "r",
    "tasks": ["glass"],
    "methods": ["SNN", "SVM"],
    "grids": {"default": {"SNN": {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}, "SVM": {}}},
    "protocol": {"epochs": 10},
}
RULES = {"folds": "all", "repeats": {"uci": [{"methods": ["SNN"], "repeats": 2}]}}
COMPUTED = ["split", "repeat", "hyperparameters", "epoch", "validation_score", "test_score"]


@pytest.fixture(scope="module")
def rows(mirror, data_dir, tmp_path_factory):
    task = load_task("glass", data_dir=data_dir, mirrors=[str(mirror)])

    def rows(method, **changes):
        folder = tmp_path_factory.mktemp("results")
        table = run_cells(task, [method], read_config(VALUES | changes), folder)
        return table.to_pandas()

    return rows


def test_a_row_per_fold_and_repeat(rows):
    snn, svm = rows("SNN", **RULES), rows("SVM", **RULES)
    assert set(zip(snn["split"], snn["repeat"], strict=True)) == {(s, r) for s in range(4) for r in range(2)}
    assert set(zip(svm["split"], svm["repeat"], strict=True)) == {(s, 0) for s in range(4)}
    assert (snn["status"] == "ok").all()


def test_more_folds_and_repeats_leave_the_first_as_it_is(rows):
    alone, all_ = rows("SNN"), rows("SNN", **RULES)
    first = all_[(all_["split"] == 0) & (all_["repeat"] == 0)]
    pd.testing.assert_frame_equal(first[COMPUTED], alone[COMPUTED])


def test_parts_add_up_to_the_whole(rows):
    whole = rows("SNN", **RULES)
    parts = [rows("SNN", **RULES, part={"repeats": [repeat]}) for repeat in (0, 1)]
    joined = pd.concat(parts).sort_values(["split", "repeat"], ignore_index=True)
    pd.testing.assert_frame_equal(joined[COMPUTED], whole[COMPUTED])


def test_a_part_without_a_methods_repeats_has_no_rows(rows):
    table = rows("SVM", **RULES, part={"repeats": [1]})
    assert table.empty
    assert list(table.columns) == TRIALS.names
