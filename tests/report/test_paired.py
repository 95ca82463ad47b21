"""Two runs side by side on a page."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.report.paired import config_differences, mean_differences, paired_differences
from snnbench.report.run_folder import RunFolder


@pytest.fixture
def two(tmp_path, make_whole_run):
    """Two runs, the second of which scores 0.01 higher and seeks by grid."""
    folders = [tmp_path / name for name in ("a", "b")]
    for folder in folders:
        folder.mkdir()
        make_whole_run(folder)
    runs = pd.read_parquet(folders[1] / "runs.parquet")
    runs["test_score"] = (runs["test_score"] + 0.01).clip(upper=1)
    runs[runs["task"] != "zoo"].to_parquet(folders[1] / "runs.parquet")
    config = folders[1] / "config.yaml"
    config.write_text(config.read_text().replace("strategy: halving", "strategy: grid"))
    return folders


def test_differences_are_second_minus_first_on_common_tasks(two):
    table = paired_differences(*map(RunFolder.read, two))
    assert "zoo" not in set(table["task"])
    below = table["second"] < 1
    np.testing.assert_allclose(table["difference"][below], 0.01)
    accuracies = table[~table["task"].isin(["htru2", "tox21"])]
    assert (accuracies["interval_low"] < accuracies["difference"]).all()
    assert (accuracies["interval_high"] > accuracies["difference"]).all()
    assert table[table["task"] == "htru2"]["interval_low"].isna().all()


def test_mean_differences_have_students_interval():
    differences = pd.DataFrame({"method": ["A"] * 4, "difference": [0.0, 0.01, 0.02, 0.05]})
    (row,) = mean_differences(differences).itertuples()
    low, high = stats.t.interval(0.95, 3, 0.02, stats.sem([0.0, 0.01, 0.02, 0.05]))
    assert (row.interval_low, row.interval_high) == (pytest.approx(low), pytest.approx(high))


def test_configs_differ_by_dotted_keys():
    first, second = {"a": {"b": 1, "c": [2]}, "d": 0}, {"a": {"b": 3, "c": [2]}, "e": None}
    assert config_differences(first, second).to_numpy().tolist() == [
        ["a.b", "1", "3"],
        ["d", "0", ""],
        ["e", "", "None"],
    ]


def test_the_page_shows_both(two, tmp_path, open_page):
    page_file = tmp_path / "comparison.html"
    result = CliRunner().invoke(app, ["compare", *map(str, two), "--html", str(page_file)])
    assert result.exit_code == 0, result.output
    page = open_page(page_file)
    assert page.locator("#means svg circle").count() == 24
    assert "search.strategy" in page.locator("h2:has-text('Where the configs differ') ~ .scroll").inner_text()
