"""The figures of synthetic runs: which are drawn, and what is said where one is not."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from snnbench.config.read import read_config
from snnbench.methods.registry import METHODS
from snnbench.report.expected import expected_figures
from snnbench.report.figures.collection import draw_figures
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.collection import all_tables

ALL = {
    "average_ranks",
    "cd_nets",
    "cd_all_methods",
    "cd_small_tasks",
    "cd_large_tasks",
    "ours_vs_paper",
    "accuracy_by_depth",
    "tox21_auc_by_depth",
    "learning_curves",
    "htru2_auc",
    "score_heat_map",
    "time_per_method",
}


@pytest.fixture
def unwritten(monkeypatch):
    """Writing a figure takes most of its time."""
    monkeypatch.setattr("snnbench.report.figures.collection.save_figure", lambda figure, *place: plt.close(figure))


def draw(folder, drop_incomplete=False):
    run = RunFolder.read(folder)
    rankings = Rankings.of(run, drop_incomplete)
    return draw_figures(run, rankings, all_tables(run, rankings)[0], folder / "figures")


def test_every_figure_is_drawn_twice_and_described(whole_run):
    figures = draw(whole_run)
    assert {picture.name for picture in figures.pictures} == ALL
    assert not figures.not_drawn
    for picture in figures.pictures:
        assert (whole_run / "figures" / f"{picture.name}.png").read_bytes().startswith(b"\x89PNG")
        assert (whole_run / "figures" / f"{picture.name}.pdf").read_bytes().startswith(b"%PDF")
        assert picture.title
        assert picture.alt != picture.title
    assert not plt.get_fignums()


def test_what_needs_trials_is_left_out_with_the_reason(whole_run, unwritten):
    (whole_run / "trials.parquet").unlink()
    figures = draw(whole_run)
    assert set(figures.not_drawn) == {"accuracy_by_depth", "tox21_auc_by_depth", "learning_curves"}
    assert {picture.name for picture in figures.pictures} == ALL - set(figures.not_drawn)


def test_an_expected_figure_without_data_says_why(whole_run, unwritten, monkeypatch):
    runs = pd.read_parquet(whole_run / "runs.parquet")
    runs.loc[(runs["suite"] == "uci") & (runs["method"] == "PLS"), ["test_score", "status"]] = [
        float("nan"),
        "failed: x",
    ]
    runs.to_parquet(whole_run / "runs.parquet")
    figures = draw(whole_run, drop_incomplete=True)
    assert "there is none" in figures.not_drawn["cd_large_tasks"]
    monkeypatch.undo()
    figures.stand_in_for(["cd_large_tasks", "htru2_auc"])
    assert [path.name for path in (whole_run / "figures").glob("*.png")] == ["cd_large_tasks.png"]
    assert "cd_large_tasks" not in {picture.name for picture in figures.pictures}


@pytest.mark.parametrize(
    ("tasks", "methods", "without"),
    [
        (["iris", "zoo", "contrac", "yeast", "htru2", "tox21"], list(METHODS), set()),
        (
            ["iris", "zoo"],
            ["SNN", "BatchNorm", "SVM"],
            {"cd_nets", "cd_large_tasks", "htru2_auc", "tox21_auc_by_depth"},
        ),
        (["htru2"], ["SVM"], ALL - {"htru2_auc", "score_heat_map", "time_per_method"}),
    ],
)
def test_the_workflow_expects_what_a_whole_run_draws(tasks, methods, without):
    grids = {"default": {"SNN": {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}}}
    config = read_config({"run": "x", "tasks": tasks, "methods": ["SVM"], "grids": grids})
    assert set(expected_figures(config.model_copy(update={"methods": tuple(methods)}))) == ALL - without
