"""The results of Tox21 on a small multi-label task that is no chemistry."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from snnbench.config.read import read_config
from snnbench.data.errors import TaskUnavailable
from snnbench.data.task import Split, Task
from snnbench.runs.cells import run_cells
from snnbench.runs.chosen import runs_of
from snnbench.sections.tox21 import build
from snnbench.sections.tox21.chosen_depth import chosen_depth
from snnbench.sections.tox21.moments import Moments
from snnbench.sections.tox21.net_inputs import fresh_snn, net_inputs, setting_with_two_layers
from snnbench.sections.tox21.predictions import models_scored, predictions_of
from snnbench.sections.tox21.scores import assay_aucs
from snnbench.sections.tox21.tables import comparison

DEPTHS = [2, 4]


@pytest.fixture(scope="module")
def config():
    nets = {"hidden_units": [8], "hidden_layers": DEPTHS, "learning_rate": [0.05], "layer_form": ["rectangular"]}
    return read_config(
        {
            "run": "small",
            "tasks": ["tox21"],
            "methods": ["SNN", "MSRAinit", "DecisionTree"],
            "grids": {"default": {"SNN": nets, "MSRAinit": nets, "DecisionTree": {"max_depth": [3]}}},
            "protocol": {"epochs": 5, "smoothing": 2},
            "repeats": {"tox21": 2},
            "device": "cpu",
        }
    )


@pytest.fixture(scope="module")
def task():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(900, 6)).astype(np.float32)
    y = (X[:, :3] + generator.normal(size=(900, 3)) > 0).astype(np.float32)
    y[generator.random(y.shape) < 0.2] = np.nan
    split = Split(*(np.arange(start, end) for start, end in ((0, 500), (500, 700), (700, 900))))
    return Task("tox21", "tox21", X, y, [split], "mean_auc", ("A", "B", "C"))


@pytest.fixture(scope="module")
def files(config, task, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    trials = run_cells(task, config.methods, config, folder / "results")
    paths = SimpleNamespace(**{name: str(folder / f"{name}.parquet") for name in ("trials", "runs")})
    paths.tasks = str(folder)
    task.save(folder / "tox21.npz")
    pq.write_table(trials, paths.trials)
    runs_of(trials.to_pandas()).to_parquet(paths.runs)
    return paths


def test_predictions_are_those_that_were_scored(task, files):
    trials = pd.read_parquet(files.trials)
    predictions = predictions_of(trials, task.classes)
    recorded = trials[trials["chosen"]].set_index(["method", "repeat"])["test_score"]
    labels = task.y[task.splits[0].test]
    found = predictions.groupby(["method", "repeat"])
    assert {"SNN", "MSRAinit"} <= set(predictions["method"])
    for cell, part in found:
        assert len(part) == 200
        areas = assay_aucs(part[["A", "B", "C"]].to_numpy(), labels)
        assert areas.mean() == pytest.approx(recorded[cell], abs=1e-3)


def test_every_model_that_was_scored_counts_as_a_look(files):
    trials = pd.read_parquet(files.trials)
    counted = models_scored(trials)
    assert counted.sum() == trials["test_score"].notna().sum() > 4
    assert counted["SNN"] == (trials["method"] == "SNN").sum()
    assert models_scored(trials.assign(test_score=np.nan)).sum() == 0


@pytest.fixture
def compounds(task, monkeypatch):
    """Stands for the records of Tox21; two final compounds are trained on, one more but for its stereochemistry."""
    sets = ["train"] * 500 + ["leaderboard"] * 200 + ["score"] * 200
    table = pd.DataFrame({"inchikey": [f"{i:014}-UHFFFAOYSA-N" for i in range(900)], "set": sets, "fold": -1})
    table.loc[[750, 800], "inchikey"] = table.loc[[3, 4], "inchikey"].to_list()
    table.loc[850, "inchikey"] = f"{5:014}-WCCKRBBISA-N"
    monkeypatch.setattr(build, "read_compounds", lambda *places: SimpleNamespace(table=table, labels=task.y))


def test_everything_is_written_and_listed(config, files, tmp_path, compounds):
    build.build_tox21(files, config, tmp_path)
    for name in json.loads((tmp_path / "tables.json").read_text()):
        assert len(pd.read_csv(tmp_path / name))
    for name, about in json.loads((tmp_path / "figures.json").read_text()).items():
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 5000
        assert set(about) == {"title", "alt"}
    compared = pd.read_csv(tmp_path / "comparison.csv").set_index("method")
    assert compared["auc"].iloc[:2].tolist() == [0.846, 0.845]
    runs = pd.read_parquet(files.runs).groupby("method")["test_score"].mean()
    for method in ("SNN", "MSRAinit", "DecisionTree"):
        assert compared.loc[method, "auc"] == pytest.approx(runs[method], abs=1e-3)
    assert (compared["low"] < compared["auc"]).sum() == 3
    without = ["without_shared", "without_same_skeleton"]
    assert np.isfinite(compared.loc[["SNN", "MSRAinit", "DecisionTree"], ["ensemble", *without]]).all(axis=None)
    summary = (tmp_path / "summary.txt").read_text()
    assert "without the 2 compounds trained on" in summary
    assert "without the 3 that share their skeleton with one trained on" in summary
    assert "chosen depth" in summary
    assert "are best in the last epoch (5) and may be undertrained" in summary
    assert "named by the scores that are compared" in summary
    paired = pd.read_csv(tmp_path / "against_snn.csv").set_index("method")
    for method in ("MSRAinit", "DecisionTree"):
        difference = compared.loc["SNN", "auc"] - compared.loc[method, "auc"]
        assert paired.loc[method, "difference"] == pytest.approx(difference)
    assert "left out there: none" in summary
    assert f"{len(pd.read_parquet(files.trials))} models of this run were scored on the final compounds" in summary


def test_models_of_several_folds_are_averaged_within_a_repeat(config, task, files, compounds):
    """With `validation: folds` and no `refit` each fold has a model; folds that say the same change nothing."""
    trials, runs = pd.read_parquet(files.trials), pd.read_parquet(files.runs)
    both = [pd.concat([table, table.assign(split=1)], ignore_index=True) for table in (trials, runs)]
    tables = []
    for of_trials, of_runs in ((trials, runs), both):
        predictions = predictions_of(of_trials, task.classes).query("method != 'MSRAinit'")
        evaluation = build.evaluation_of(predictions, task, config)
        tables += [comparison(evaluation, of_runs, models_scored(trials)), chosen_depth(of_trials, 5)]
    pd.testing.assert_frame_equal(tables[2], tables[0])
    pd.testing.assert_frame_equal(tables[3], tables[1])
    assert tables[0]["std"].notna().sum() > 3
    # What differs between folds is no deviation between repeats.
    worse = both[1].assign(test_score=both[1]["test_score"] - 0.2 * both[1]["split"])
    (row,) = comparison(evaluation, worse, models_scored(trials)).query("method == 'MSRAinit'").itertuples()
    (single,) = tables[0].query("method == 'MSRAinit'").itertuples()
    assert (row.auc, row.std) == (pytest.approx(single.auc - 0.1), pytest.approx(single.std))


def test_the_second_layer_is_that_of_a_setting_that_has_one(files):
    def with_depths(*depths, chosen):
        rows = {"hyperparameters": [json.dumps({"hidden_layers": d}) for d in depths], "status": "ok", "chosen": False}
        trials = pd.DataFrame({"task": "tox21", "method": "SNN", **rows})
        trials["validation_score"] = np.linspace(0.9, 0.8, len(depths))
        trials.loc[chosen, "chosen"] = True
        return setting_with_two_layers(trials)

    assert with_depths(1, 2, 3, chosen=0) == {"hidden_layers": 2}
    assert with_depths(1, 2, 3, chosen=2) == {"hidden_layers": 3}
    assert with_depths(1, chosen=0) is None
    trials = pd.read_parquet(files.trials)
    snn = trials[trials["chosen"] & (trials["method"] == "SNN")]
    assert setting_with_two_layers(trials) == json.loads(snn["hyperparameters"].iloc[0])


def test_nets_of_one_layer_leave_figure_a8_out_and_say_why(config, task, files, tmp_path, compounds):
    trials = pd.read_parquet(files.trials)
    one = trials["hyperparameters"].str.replace(r'"hidden_layers": \d', '"hidden_layers": 1', regex=True)
    trials.assign(hyperparameters=one).to_parquet(tmp_path / "trials.parquet")
    shallow = SimpleNamespace(tasks=files.tasks, trials=str(tmp_path / "trials.parquet"), runs=files.runs)
    build.build_tox21(shallow, config, tmp_path / "section")
    assert "figureA8" not in json.loads((tmp_path / "section" / "figures.json").read_text())
    assert "Figure A8 is left out: it shows" in (tmp_path / "section" / "summary.txt").read_text()


def test_an_unavailable_task_leaves_the_reason(config, files, tmp_path):
    Task.save_unavailable(tmp_path / "tox21.npz", TaskUnavailable("tox21", "no file"))
    missing = SimpleNamespace(tasks=str(tmp_path), trials=files.trials, runs=files.runs)
    build.build_tox21(missing, config, tmp_path)
    assert "no file" in (tmp_path / "summary.txt").read_text()
    assert json.loads((tmp_path / "tables.json").read_text()) == {}


def test_net_inputs_of_a_fresh_snn_are_about_standard_normal(config, task):
    setting = {"hidden_units": 128, "hidden_layers": 2, "learning_rate": 0.05, "layer_form": "rectangular"}
    inputs = net_inputs(fresh_snn(setting, task, config), epochs=1)
    assert list(inputs) == [0, 1]
    assert inputs[0].shape == (500 * 128,)
    moments = Moments.of(inputs[0])
    assert abs(moments.mean) < 0.1
    assert moments.variance == pytest.approx(1, abs=0.25)
    assert not np.array_equal(inputs[0], inputs[1])
