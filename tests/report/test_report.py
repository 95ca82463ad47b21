"""The report of synthetic runs: complete, honest about holes, escaped, self-contained."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.methods.registry import NETS
from snnbench.paper.tables import published_accuracies
from snnbench.report.build import build_report
from snnbench.stats.matrix import IncompleteMatrix

TASKS = ["iris", "car", "zoo", "abalone", "contrac", "yeast"]


@pytest.fixture
def folder(tmp_path):
    """A run whose networks score what the paper's did, with a little noise."""
    generator = np.random.default_rng(0)
    paper = published_accuracies()
    rows = [
        {
            "suite": "uci",
            "task": task,
            "split": 0,
            "repeat": 0,
            "method": method,
            "hyperparameters": json.dumps({"hidden_layers": 4}),
            "epoch": 50,
            "validation_score": 0.9,
            "test_score": float(np.clip(paper.loc[task, method] + generator.normal(0, 0.005), 0, 1)),
            "seconds": 1.0,
            "peak_mb": 300.0,
            "status": "ok",
        }
        for task in TASKS
        for method in NETS
    ]
    pd.DataFrame(rows).to_parquet(tmp_path / "runs.parquet")
    tasks = pd.DataFrame({"name": TASKS, "suite": "uci", "rows": 100, "features": 4, "classes": 3})
    tasks = tasks.assign(test_rows=25, train_rows=64)
    tasks.assign(splits=1, metric="accuracy", status="ok", notes="").to_csv(tmp_path / "tasks.csv", index=False)
    config = {"run": "synthetic", "methods": list(NETS), "seed": 0, "scaling": "corrected"}
    config |= {
        "protocol": {"batch_size": 128, "smoothing": 10, "max_steps": None},
        "search": {"strategy": "grid"},
        "grids": {"default": {}},
    }
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config))
    (tmp_path / "environment.json").write_text(json.dumps({"snnbench": "0.1.0", "date": "2026-11-24"}))
    return tmp_path


def change_runs(folder, change):
    runs = pd.read_parquet(folder / "runs.parquet")
    change(runs).to_parquet(folder / "runs.parquet")


class References(HTMLParser):
    """Collects what a browser would fetch, and images without a text."""

    def __init__(self):
        super().__init__()
        self.fetched, self.without_text, self.headers_without_scope = [], 0, 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("img", "script", "link", "iframe"):
            self.fetched += [attrs[key] for key in ("src", "href") if key in attrs]
        self.without_text += tag == "img" and not attrs.get("alt")
        self.headers_without_scope += tag == "th" and "scope" not in attrs


def test_everything_is_made_and_the_report_fetches_nothing(folder):
    build_report(folder)
    for name in ("table1_fnn", "tableA11", "ours_vs_paper"):
        assert (folder / "tables" / f"{name}.csv").is_file()
        assert (folder / "tables" / f"{name}.tex").is_file()
    parser = References()
    html = (folder / "report.html").read_text()
    parser.feed(html)
    assert parser.fetched
    assert all(reference.startswith("data:") for reference in parser.fetched)
    assert parser.without_text == parser.headers_without_scope == 0
    figures = re.findall(r'<figure [^>]*id="figure-(.*?)"', html)
    assert figures
    for name in figures:
        assert f'href="figures/{name}.json"' in html
        assert json.loads((folder / "figures" / f"{name}.json").read_text())["figure"] == name
    own = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert "url(" not in own
    assert html.count("Permission to use, copy, modify") == 2, "libraries keep their licence"


def test_table_1_is_computed_from_the_rows(folder, no_figures):
    build_report(folder)
    table = pd.read_csv(folder / "tables/table1_fnn.csv").set_index("method")
    scores = pd.read_parquet(folder / "runs.parquet").pivot(index="task", columns="method", values="test_score")
    expected = scores.rank(axis=1, ascending=False).mean() - 4
    pd.testing.assert_series_equal(table["avg_rank_difference"].sort_index(), expected.sort_index(), check_names=False)
    assert table["p_value"].isna().sum() == 1
    np.testing.assert_allclose(table["avg_rank_difference"].sum(), 0, atol=1e-12)


def test_same_rows_give_the_same_bytes(folder, tmp_path):
    """In another process as well, where sets of names have another order."""
    build_report(folder, tmp_path / "a")
    code = "import sys; from pathlib import Path; from snnbench.report.build import build_report as b"
    code += "; b(*map(Path, sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", code, folder, tmp_path / "b"], check=True, env={**os.environ, "PYTHONHASHSEED": "1"}
    )
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert len(files) > 10
    for file in files:
        assert (tmp_path / "a" / file).read_bytes().replace(b"/a/", b"/b/") == (
            tmp_path / "b" / file
        ).read_bytes().replace(b"/a/", b"/b/"), file


def test_holes_are_refused_by_name_unless_dropping_is_allowed(folder, no_figures):
    def fail(runs):
        hole = (runs["task"] == "car") & (runs["method"] == "SNN")
        runs.loc[hole, ["test_score", "status"]] = [np.nan, "failed: ValueError: <b>no</b>"]
        return runs

    change_runs(folder, fail)
    with pytest.raises(IncompleteMatrix, match=r"1 result is missing: \(car, SNN\)"):
        build_report(folder)
    assert not (folder / "report.html").exists()
    build_report(folder, drop_incomplete=True)
    html = (folder / "report.html").read_text()
    assert "<li>car: SNN: failed: ValueError: &lt;b&gt;no&lt;/b&gt;</li>" in html
    assert "failed: ValueError: &lt;b&gt;no&lt;/b&gt;" in html
    table = pd.read_csv(folder / "tables/tableA11.csv").set_index("task")
    assert np.isnan(table.loc["car", "SNN"])
    assert table.loc["car", "missing"].startswith("SNN: failed")
    assert "failed: SNN on car" in (folder / "summary.txt").read_text()


def test_the_config_of_the_run_says_whether_tasks_may_be_left_out(folder, tmp_path, no_figures, monkeypatch):
    change_runs(folder, lambda runs: runs[(runs["task"] != "car") | (runs["method"] != "SNN")])
    refused = CliRunner().invoke(app, ["report", str(folder), "--out", str(tmp_path / "out")])
    assert refused.exit_code == 1
    assert refused.stderr.startswith("no report: 1 result is missing: (car, SNN)")
    assert "--drop-incomplete" in refused.stderr
    config = yaml.safe_load((folder / "config.yaml").read_text())
    (folder / "config.yaml").write_text(yaml.safe_dump({**config, "incomplete": "drop"}))
    monkeypatch.chdir(folder.parent)
    made = CliRunner().invoke(app, ["report", folder.name])
    assert made.exit_code == 0, made.output
    page = (folder / "report.html").read_text()
    assert f"snnbench report {folder.name}    #" in page
    assert CliRunner().invoke(app, ["report", folder.name, "--refuse-incomplete"]).exit_code == 1


def test_a_folder_that_is_no_runs_is_named_in_one_line(folder, tmp_path):
    for words in (["report", str(tmp_path / "x")], ["compare", str(folder), str(tmp_path / "x")]):
        ended = CliRunner().invoke(app, words)
        assert ended.exit_code == 1
        assert "is no run's folder" in ended.stderr
        assert len(ended.stderr.splitlines()) == 1


def test_names_of_users_are_escaped(folder, no_figures):
    tasks = pd.read_csv(folder / "tasks.csv", keep_default_na=False)
    tasks.loc[0, ["name", "notes"]] = ["<script>alert(1)</script>", "a & b"]
    tasks.to_csv(folder / "tasks.csv", index=False)
    change_runs(folder, lambda runs: runs.replace({"task": {"iris": "<script>alert(1)</script>"}}))
    build_report(folder)
    html = (folder / "report.html").read_text()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert '"note":"a & b"' in html


def test_a_run_without_networks_has_no_ranking(folder, no_figures):
    change_runs(folder, lambda runs: runs[runs["method"] == "SNN"].assign(method="SVM"))
    config = yaml.safe_load((folder / "config.yaml").read_text()) | {"methods": ["SVM"]}
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    build_report(folder)
    assert "SVM is the only method" in (folder / "report.html").read_text()


def test_tasks_measured_by_auc_have_a_table_of_their_own(folder, no_figures):
    tasks = pd.read_csv(folder / "tasks.csv", keep_default_na=False)
    tasks.loc[tasks["name"] == "zoo", "metric"] = "auc"
    tasks.to_csv(folder / "tasks.csv", index=False)
    build_report(folder)
    table = pd.read_csv(folder / "tables/auc_per_task.csv")
    assert table["task"].tolist() == ["zoo"]
    assert table[list(NETS)].notna().all(axis=None)
    assert "zoo" not in set(pd.read_csv(folder / "tables/tableA11.csv")["task"])
