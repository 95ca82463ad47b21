"""What the browser computes again for a selection, against the package and scikit-posthocs."""

import base64
import gzip
import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from snnbench.report.build import build_report
from snnbench.report.explore.leaderboard import leaderboard
from snnbench.report.explore.notes import note_effects
from snnbench.report.explore.payload import compressed_trials, payload
from snnbench.report.explore.payload import test_rows as scored_rows
from snnbench.report.run_folder import RunFolder
from snnbench.stats.matrix import comparable
from snnbench.stats.nemenyi import critical_distance, nemenyi_p_values
from snnbench.stats.ranks import ranks
from snnbench.stats.wilcoxon import wilcoxon_p

COMPUTE = """([tasks, methods]) => {
  const chosen = Statistics.comparable(DATA.scores, tasks, methods);
  const given = { t: DATA.t, fewest: DATA.fewest, majority: DATA.tasks.map(task => task.majority) };
  const rows = Statistics.leaderboard(DATA.scores, DATA.seconds, chosen.tasks, chosen.methods, given);
  const distance = Statistics.criticalDistance(rows.length, chosen.tasks.length, DATA.critical);
  return { ...chosen, rows, distance, groups: Statistics.groups(rows.map(row => row.rank), distance) };
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, make_whole_run):
    """A run with ties and holes."""
    folder = make_whole_run(tmp_path_factory.mktemp("run"))
    runs = pd.read_parquet(folder / "runs.parquet")
    runs["test_score"] = runs["test_score"].round(2)
    generator = np.random.default_rng(1)
    holes = runs[runs["suite"] == "uci"].sample(6, random_state=generator).index
    runs.loc[holes, ["test_score", "status"]] = [np.nan, "failed: x"]
    runs.loc[runs["method"] == "PLS", ["test_score", "status"]] = [np.nan, "failed: y"]
    runs["seconds"] = generator.uniform(0, 10, len(runs))
    runs.to_parquet(folder / "runs.parquet")
    tasks = pd.read_csv(folder / "tasks.csv", keep_default_na=False)
    tasks["majority_score"] = [*generator.uniform(0.2, 0.9, len(tasks) - 2).round(2), "", ""]
    tasks.to_csv(folder / "tasks.csv", index=False)
    build_report(folder, drop_incomplete=True)
    return folder


@pytest.fixture(scope="module")
def page(browser, folder):
    page = browser.new_page()
    page.set_default_timeout(0)
    page.goto((folder / "report.html").as_uri())
    yield page
    page.close()


@pytest.fixture(scope="module")
def matrices(folder):
    """Scores and seconds, shape (tasks, methods), and the score of the most frequent class by task."""
    run = RunFolder.read(folder)
    data = payload(run)
    names = [task["name"] for task in data["tasks"]], [method["name"] for method in data["methods"]]
    scores, seconds = (pd.DataFrame(data[key], *names, dtype=float) for key in ("scores", "seconds"))
    return scores, seconds, pd.Series([task["majority"] for task in data["tasks"]], names[0], dtype=float)


@pytest.mark.parametrize("seed", range(20))
def test_a_random_selection_gives_the_numbers_of_the_package(page, matrices, seed):
    scores, seconds, majority = matrices
    generator = np.random.default_rng(seed)
    tasks = np.sort(generator.choice(len(scores), generator.integers(2, len(scores) + 1), replace=False))
    methods = np.sort(generator.choice(scores.shape[1], generator.integers(2, scores.shape[1] + 1), replace=False))
    found = page.evaluate(COMPUTE, [tasks.tolist(), methods.tolist()])
    chosen = comparable(scores.iloc[tasks, methods])
    assert [scores.index[task] for task in found["incomplete"]] == chosen.without_method
    assert [scores.columns[method] for method in found["withoutResult"]] == chosen.without_result
    if chosen.scores.empty:
        return
    expected = leaderboard(chosen.scores, seconds, majority).set_index("method")
    rows = pd.DataFrame(found["rows"]).assign(method=lambda rows: [scores.columns[number] for number in rows["method"]])
    rows = rows.set_index("method").loc[expected.index].astype(float)
    for ours, theirs in (
        ("rank", "avg_rank"),
        ("low", "low"),
        ("high", "high"),
        ("wins", "wins"),
        ("score", "mean_score"),
        ("pBest", "p_value_best"),
        ("pMajority", "p_value_majority"),
    ):
        np.testing.assert_allclose(rows[ours], expected[theirs], rtol=1e-7)
    np.testing.assert_allclose(rows["winRate"], expected["win_rate"])
    np.testing.assert_allclose(rows["seconds"], expected["seconds"], atol=0.01)
    if chosen.scores.shape[1] > 2 and len(chosen.scores) > 1:
        assert found["distance"] == pytest.approx(critical_distance(chosen.scores.shape[1], len(chosen.scores)))
        order = [scores.columns[row["method"]] for row in found["rows"]]
        apart = nemenyi_p_values(chosen.scores).loc[order, order].to_numpy() < 0.05
        together = np.eye(len(order), dtype=bool)
        for first, last in found["groups"]:
            together[first : last + 1, first : last + 1] = True
        np.testing.assert_array_equal(together, ~apart)


@pytest.mark.parametrize(("tasks", "method"), [(9, "exact"), (50, "exact"), (60, "asymptotic"), (121, "asymptotic")])
@pytest.mark.parametrize("advantage", [0.0, 0.4, 3.0])
def test_the_browsers_wilcoxon_test_is_scipys(page, tasks, method, advantage):
    difference = np.random.default_rng(tasks).normal(advantage, 1, tasks).round(9)
    found = page.evaluate("differences => Statistics.wilcoxon(differences)", difference.tolist())
    assert found == pytest.approx(stats.wilcoxon(difference, method=method).pvalue, rel=1e-9)


@pytest.mark.parametrize("tasks", [8, 40, 121])
def test_the_browsers_wilcoxon_test_takes_ties_as_the_package_does(page, tasks):
    first, second = np.random.default_rng(tasks).uniform(size=(2, tasks)).round(1)
    compute = "([a, b]) => Statistics.wilcoxon(a.map((x, i) => x - b[i]))"
    found = page.evaluate(compute, [first.tolist(), second.tolist()])
    assert found == pytest.approx(wilcoxon_p(first, second, "two-sided"), rel=1e-9)


def test_the_browsers_correction_is_that_of_statsmodels(page):
    p_values = np.random.default_rng(0).uniform(0, 0.1, 12)
    found = page.evaluate("p => Statistics.holm(p)", p_values.tolist())
    np.testing.assert_allclose(found, multipletests(p_values, method="holm")[1])


@pytest.mark.parametrize("x", [0.0, 0.3, 1.99, 2.0, 5.0, 20.0])
def test_the_browsers_error_function_is_that_of_python(page, x):
    assert page.evaluate("x => Statistics.erfc(x)", x) == pytest.approx(math.erfc(x), rel=1e-10)


def test_the_leaderboard_agrees_with_scipy():
    generator = np.random.default_rng(0)
    scores = pd.DataFrame(generator.uniform(size=(12, 4)).round(1), columns=list("ABCD"))
    table = leaderboard(scores, scores * 60).set_index("method")
    ranked = stats.rankdata(-scores.to_numpy(), axis=1)
    for number, method in enumerate("ABCD"):
        low, high = stats.t.interval(0.95, 11, ranked[:, number].mean(), stats.sem(ranked[:, number]))
        assert table.loc[method, "avg_rank"] == pytest.approx(ranked[:, number].mean())
        assert table.loc[method, "low"] == pytest.approx(max(low, 1))
        assert table.loc[method, "high"] == pytest.approx(min(high, 4))
    best, others = table.index[0], list(table.index[1:])
    p_values = [wilcoxon_p(scores[best], scores[other], "two-sided") for other in others]
    np.testing.assert_allclose(table["p_value_best"][others], multipletests(p_values, method="holm")[1])
    assert np.isnan(table.loc[best, "p_value_best"])
    assert table["wins"].sum() == pytest.approx(12)
    # A method that wins r comparisons on a task has rank k - r.
    np.testing.assert_allclose(table["win_rate"], (4 - ranks(scores).mean()[table.index]) / 3)


def test_a_single_task_has_no_interval():
    table = leaderboard(pd.DataFrame({"A": [0.5], "B": [0.4]}), pd.DataFrame({"A": [1.0], "B": [1.0]}))
    assert table[["low", "high", "p_value_best", "p_value_majority"]].isna().all(axis=None)
    assert table["win_rate"].tolist() == [1.0, 0.0]


def test_the_data_hold_no_nan_and_nothing_that_ends_a_script(folder):
    text = (folder / "report.html").read_text()
    data = text.split('id="data">')[1].split("</script>")[0]
    assert "NaN" not in data
    assert json.loads(data)["methods"][0] == {"name": "SNN", "network": True, "ofPaper": True}


@pytest.mark.parametrize(
    ("note", "scaling", "effect"),
    [
        ("SCALING: test RAW", "corrected", "This run is not affected"),
        ("SCALING: test RAW", "as_published", "This run's scores are affected"),
        ("TEST LEAK: test file = training rows", "corrected", "All scores on this task are affected"),
        ("rebuilt from PMLB, byte-exact", "corrected", ""),
    ],
)
def test_a_note_says_whether_the_scores_are_affected(note, scaling, effect):
    (found,) = note_effects(note, scaling)
    assert found["note"] == note
    assert found["effect"].startswith(effect)
    assert bool(found["effect"]) == bool(effect)


@pytest.mark.parametrize(("share", "kept"), [(1.0, "all"), (0.99, "chosen"), (0.0, "first")])
def test_a_page_of_many_trials_keeps_the_chosen_ones(folder, monkeypatch, share, kept):
    run = RunFolder.read(folder)
    largest = share * len(compressed_trials(run))
    monkeypatch.setattr("snnbench.report.explore.payload.MAX_TRIAL_CHARACTERS", largest)
    data = json.loads(gzip.decompress(base64.b64decode(compressed_trials(run))))
    assert data["kept"] == kept
    trials = sum(len(columns["method"]) for columns in data["tasks"].values())
    expected = {"all": run.trials, "chosen": run.trials[run.trials["chosen"]]}.get(kept)
    if expected is not None:
        assert trials == len(expected)
    assert data["curves"]


def test_a_uci_task_is_scored_on_the_rows_of_its_first_split(folder):
    run = RunFolder.read(folder)
    tasks = run.tasks.assign(splits=4)
    rows = scored_rows(replace(run, tasks=tasks))
    assert (rows / tasks["test_rows"]).groupby(tasks["suite"]).unique().map(list).to_dict() == {
        "htru2": [4],
        "tox21": [4],
        "uci": [1],
    }
