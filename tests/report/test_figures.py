"""The figures of synthetic runs: which are drawn, and what is said where one is not."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from snnbench.report.figures.collection import draw_figures
from snnbench.report.rankings import Rankings
from snnbench.report.results import Results
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.collection import all_tables

ALL = {
    "average_ranks",
    "average_ranks_all_methods",
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


def results_of(folder, drop_incomplete=False):
    run = RunFolder.read(folder)
    rankings = Rankings.of(run, drop_incomplete)
    return Results(run, rankings, all_tables(run, rankings)[0])


def draw(folder, drop_incomplete=False):
    return draw_figures(results_of(folder, drop_incomplete), folder / "figures")


def test_every_figure_is_drawn_twice_and_described(whole_run):
    pictures, not_drawn = draw(whole_run)
    assert {picture.name for picture in pictures} == ALL
    assert not not_drawn
    for picture in pictures:
        assert (whole_run / "figures" / f"{picture.name}.png").read_bytes().startswith(b"\x89PNG")
        assert (whole_run / "figures" / f"{picture.name}.pdf").read_bytes().startswith(b"%PDF")
        assert picture.title
        assert picture.alt != picture.title
    assert not plt.get_fignums()


def test_what_needs_trials_is_left_out_with_the_reason(whole_run, unwritten):
    (whole_run / "trials.parquet").unlink()
    pictures, not_drawn = draw(whole_run)
    assert set(not_drawn) == {"accuracy_by_depth", "tox21_auc_by_depth", "learning_curves"}
    assert {picture.name for picture in pictures} == ALL - set(not_drawn)


def fail(folder, method, tasks=None):
    runs = pd.read_parquet(folder / "runs.parquet")
    failed = (runs["suite"] == "uci") & (runs["method"] == method)
    if tasks is not None:
        failed &= runs["task"].isin(tasks)
    runs.loc[failed, ["test_score", "status"]] = [float("nan"), "failed: x"]
    runs.to_parquet(folder / "runs.parquet")


def test_a_figure_without_data_is_left_out_with_the_reason(whole_run, unwritten):
    tasks = pd.read_csv(whole_run / "tasks.csv")["name"].tolist()
    fail(whole_run, "PLS", tasks[::2])
    fail(whole_run, "SVM", tasks[1::2])
    pictures, not_drawn = draw(whole_run, drop_incomplete=True)
    assert "there is none" in not_drawn["cd_large_tasks"]
    assert "cd_large_tasks" not in {picture.name for picture in pictures}


def test_a_method_without_any_result_takes_no_figure_with_it(whole_run, unwritten):
    fail(whole_run, "PLS")
    fail(whole_run, "SNN")
    pictures, not_drawn = draw(whole_run, drop_incomplete=True)
    assert {picture.name for picture in pictures} == ALL
    assert not not_drawn
