"""What the pages of results say of Tox21."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from snnbench.findings.tox21 import tox21
from snnbench.findings.tox21_depths import by_depth
from snnbench.findings.tox21_epochs import longer_in_words
from snnbench.findings.tox21_leaderboard import leaderboard
from snnbench.sections.tox21.chosen_depth import best_of_each_depth, chosen_depth

REFERENCE = Path(__file__).parents[2] / "results/reference"
FOLDS = REFERENCE / "tox21-folds"


@pytest.fixture(scope="module")
def page():
    return "\n\n".join(tox21(REFERENCE))


def test_what_was_known_when_the_protocol_was_designed_is_said(page):
    assert "nothing was chosen by these scores" not in page
    assert "after the plain protocol's scores on the final compounds were known" in page
    assert "these were scored twice during its design" in page
    assert "the other networks were not swept" in page
    assert "named by the scores that are compared" in page


def test_figure_a8_is_judged_for_every_protocol(page):
    assert page.count("Figure A8 ") == sum((REFERENCE / name).is_dir() for name in ("tox21-folds", "tox21"))


def test_chosen_depths_and_settings_that_were_cut_off_follow_from_the_rows():
    """The depth that validation chooses is not called the best one, which is a choice by final scores."""
    kept = pd.read_csv(FOLDS / "chosen_depth.csv")
    computed = chosen_depth(pd.read_parquet(FOLDS / "trials.parquet"), 40)
    pd.testing.assert_frame_equal(kept, computed, check_dtype=False)
    for folder in (FOLDS, REFERENCE / "tox21"):
        assert not (folder / "best_depth.csv").exists()


def test_differences_are_those_of_the_means():
    paired = pd.read_csv(FOLDS / "against_snn.csv").set_index("method")["difference"]
    comparison = pd.read_csv(FOLDS / "comparison.csv").set_index("method")
    means = comparison["auc"]
    # The SVM gives no probabilities, so that it has neither an interval nor a difference.
    assert sorted(["SNN", *paired.index]) == sorted(comparison.index[comparison["low"].notna()])
    assert (paired - (means["SNN"] - means[paired.index])).abs().max() < 1e-9


def test_models_that_were_scored_are_counted_from_the_rows():
    trials = pd.read_parquet(FOLDS / "trials.parquet", columns=["method", "test_score"])
    counts = pd.read_csv(FOLDS / "comparison.csv").set_index("method")["models_scored"].dropna()
    assert counts.to_dict() == trials.dropna().groupby("method").size().to_dict()


@pytest.fixture
def table2():
    cells = [("SNN", 2, 5, 84.8, 83.7), ("SNN", 8, 5, 83.8, 84.5), ("MSRAinit", 32, 2, 81.0, 80.4)]
    return pd.DataFrame(cells, columns=["method", "depth", "repeats", "auc_percent", "auc_percent_paper"])


def test_a_mean_of_fewer_repeats_is_marked(table2):
    _, table, _ = by_depth(table2, pd.DataFrame({"method": ["SNN"], "depth": [8], "auc": [0.838]}))
    assert "| MSRAinit | – | – | 81.0, 2 of 5 repeats (80.4) |" in table
    assert "| SNN | 84.8 (83.7) | 83.8 (84.5) | – |" in table


def test_the_papers_choice_of_depth_is_compared_with_the_same_choice(table2):
    *_, said = by_depth(table2, pd.DataFrame({"method": ["SNN"], "depth": [8], "auc": [0.838]}))
    assert "The paper's 0.845 for SNN (8 layers) is its highest AUC over the depths on the final compounds" in said
    assert "Ours by that choice is 0.848 (2 layers); the depth that validation chooses, 8, has 0.838." in said


def test_the_leaderboard_is_shown_by_assay_with_what_a_run_has():
    table = pd.read_csv(FOLDS / "leaderboard.csv")
    explained, shown = leaderboard(table)
    assert "0.847 for DeepTox and 0.844 for SNN" in explained
    assert "the paper gives 0.846 and 0.845" in explained
    assert "our SNN" in shown.splitlines()[0]
    assert shown.splitlines()[-1].startswith("| mean | 0.847 | 0.844 |")
    assert len(shown.splitlines()) == 2 + 13
    alone = table[(table["from"] != "this run") | (table["entry"] == "SNN")]
    assert "our RandomForest" not in list(leaderboard(alone))[1]


def test_what_the_page_on_tox21_says_of_the_run_follows_from_its_rows():
    means = pd.read_csv(FOLDS / "comparison.csv").set_index("method")
    page = " ".join((REFERENCE.parents[1] / "docs/tox21.md").read_text(encoding="utf-8").split())
    snn, forest = means.loc["SNN"], means.loc["RandomForest"]
    assert "0.842 for the mean of five SNNs and 0.830 for the forest" in page
    assert (
        f"The run has {snn['auc']:.3f}, less by less than a standard error of the seeds, and {forest['auc']:.3f}."
        in page
    )
    assert 0 < 0.842 - snn["auc"] < snn["std"] / 5**0.5
    trials = pd.read_parquet(FOLDS / "trials.parquet")
    best = best_of_each_depth(trials)
    mixed = best.groupby(["method", "depth"])["hyperparameters"].nunique()
    assert list(mixed.index[mixed > 1]) == [("SNN", 16), ("SNN", 32)]
    assert "SNN's repeats at 16 and at 32 layers mix dropout 0.05 and 0.1" in page
    summary = (FOLDS / "summary.txt").read_text(encoding="utf-8")
    counts = re.search(r"without the (\d+) compounds trained on \S+ without the (\d+) that", summary).groups()
    assert f"{counts[0]} have the InChIKey of a compound" in page
    assert f"and {counts[1]} the first block" in page


def test_more_epochs_are_compared_by_what_validation_chooses(tmp_path):
    assert list(longer_in_words(tmp_path)) == []
    shutil.copytree(FOLDS, tmp_path / "tox21-folds")
    longer = shutil.copytree(FOLDS, tmp_path / "tox21-epochs")
    config = yaml.safe_load((longer / "config.yaml").read_text(encoding="utf-8"))
    config["protocol"]["epochs"] *= 2
    (longer / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (said,) = longer_in_words(tmp_path)
    assert said.endswith("validation chooses the same setting and epoch, so the limit costs SNN nothing.")
    trials = pd.read_parquet(FOLDS / "trials.parquet")
    three_layers = trials["hyperparameters"].str.contains('"hidden_layers": 3,')
    trials = trials.assign(validation_score=trials["validation_score"] + 0.01 * three_layers)
    trials.to_parquet(longer / "trials.parquet")
    (said,) = longer_in_words(tmp_path)
    best = best_of_each_depth(trials[trials["method"] == "SNN"]).query("depth == 3")
    assert said.startswith("SNN again for at most 80 epochs instead of 40")
    assert f"validation chooses 3 layers (validation AUC {best['validation_score'].mean():.4f}, 0.8606 before)" in said
    assert f"which have {best['test_score'].mean():.3f} ± {best['test_score'].std():.3f} on the final" in said
