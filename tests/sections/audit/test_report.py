"""The statistics on the paper's own inputs give the paper's own numbers."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.data import published_results as other_methods
from snnbench.data.published_results import other_accuracies
from snnbench.methods.registry import NETS
from snnbench.paper.tables import published_table
from snnbench.sections.audit.p_values import agrees, likely_reason
from snnbench.sections.audit.rank_tables import accuracies_of_24, table1_fnn
from snnbench.sections.audit.report import TITLES, published_report, write_published
from snnbench.sections.audit.stars import sign_choices, table3_stars

ROOT = Path(__file__).parents[3]

# Found by trying; the table's last column says which variant of the test gives the printed value.
P_VALUES_OF_A13_THAT_DIFFER = [
    "MSRAinit",
    "Highway",
    "ResNet",
    "WeightNorm",
    "LogitBoost_weka",
    "ctreeBag_R",
    "bayesglm_caret",
]


@pytest.fixture(scope="module")
def others(mirror, data_dir):
    return other_accuracies(data_dir, [str(mirror)])


@pytest.fixture(scope="module")
def report(mirror, data_dir):
    return published_report(data_dir, [str(mirror)])


@pytest.fixture
def without_others(monkeypatch, tmp_path, httpserver_of):
    """No place has the other methods' results."""
    address, _ = httpserver_of({})
    gone = dataclasses.replace(other_methods.RESULTS, url=f"{address}/results.txt")
    monkeypatch.setattr(other_methods, "RESULTS", gone)
    monkeypatch.setenv("SNNBENCH_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("SNNBENCH_DATA", str(tmp_path / "data"))
    return gone.url


def test_table_1_left():
    table = table1_fnn()
    assert table["method"].tolist()[0] == "SNN"
    assert set(table["method"]) == set(NETS)
    assert (table["avg_rank_difference"] - table["avg_rank_difference_printed"]).abs().max() <= 0.04
    assert table["p_value_agrees"].iloc[1:].all()
    assert (table["p_value"] / table["p_value_printed"]).iloc[1:].between(0.9, 1.1).all()
    assert (table["star"] == table["star_printed"]).all()


def test_two_sided_the_paper_does_not_beat_msrainit():
    table = table1_fnn().set_index("method")
    assert table.loc["MSRAinit", "p_value_two_sided"] == pytest.approx(0.055, abs=5e-4)
    assert table["p_value_two_sided"].gt(0.05).sum() == 1


@pytest.mark.parametrize(("name", "size_group"), [("tableA12", "small"), ("tableA13", "large")])
def test_average_ranks_of_24_methods(report, name, size_group):
    table = report.tables[name]
    printed = published_table("table_a12_a13_uci_24_methods")
    printed = printed[printed["size_group"] == size_group]
    assert table["method"].tolist() == printed["method"].tolist()
    assert table["avg_rank_printed"].tolist() == printed["avg_rank"].tolist()
    assert (table["avg_rank"] - table["avg_rank_printed"]).abs().max() <= 0.1
    # With ties all are right to one unit of the printed digit.
    assert (table["avg_rank_with_ties"].round(1) - table["avg_rank_printed"]).abs().max() <= 0.1 + 1e-9
    assert table["avg_rank"].sum() == pytest.approx(24 * 25 / 2)


def test_p_values_of_24_methods(report):
    small, large = report.tables["tableA12"], report.tables["tableA13"]
    assert small["p_value_agrees"].fillna(True).all()
    differing = large[~large["p_value_agrees"].fillna(True)]
    assert differing["method"].tolist() == P_VALUES_OF_A13_THAT_DIFFER
    assert differing["likely_reason"].str.startswith("as R's wilcox.test").sum() == 5
    assert not differing["likely_reason"].str.startswith("none").any()
    assert large.loc[large["p_value_agrees"].fillna(True), "likely_reason"].eq("").all()


def test_table_1_right(report):
    table = report.tables["table1_ml"]
    assert table["method"].tolist() == ["SNN", "SVM", "RandomForest", "MSRAinit", "LayerNorm", "Highway"]
    assert (table["avg_rank_difference"] - table["avg_rank_difference_printed"]).abs().max() <= 0.1
    assert (table["star"] == table["star_printed"]).all()
    a13 = report.tables["tableA13"].set_index("method_group")
    assert table["p_value_holm"].iloc[1:].tolist() == a13.loc[table["method"].iloc[1:], "p_value_holm"].tolist()


def test_stars_of_table_3_and_what_its_p_values_tell():
    table = table3_stars().set_index("method")
    assert (table["star"] == table["star_printed"]).all()
    # Of 1024 choices of signs; odd counts cannot come from a two-sided test.
    assert table.loc[["WeightNorm", "ResNet", "BatchNorm"], "sign_choices"].tolist() == [25, 7, 67]
    assert table.index[table["star_holm"]].tolist() == ["Highway", "ResNet"]
    assert not table["star_two_sided_holm"].any()
    assert sign_choices(0.35) is None
    assert sign_choices(1 / 1024) == 1


def test_audit_says_which_claims_survive(report):
    audit = report.tables["audit"].set_index(["table", "second"])
    msrainit = audit.loc[("table1_fnn", "MSRAinit")]
    survives = [f"survives_{test}" for test in ("one_sided", "two_sided", "holm", "two_sided_holm")]
    assert msrainit[survives].tolist() == [True, False, True, False]
    assert 0 < msrainit["effect_size"] < 0.3
    assert audit.loc[("table1_fnn", "BatchNorm"), survives].all()
    assert audit.loc["tableA13"]["survives_two_sided_holm"].sum() == 20
    # Nothing is claimed where the paper prints no significance, so nothing can survive.
    assert audit.loc[("tableA13", "LibSVM_weka"), survives].isna().all()
    assert audit.loc["table3_stars", "survives_two_sided_holm"].sum() == 0
    assert len(audit) == 6 + 23 + 23 + 6
    text = " ".join(report.sentences)
    assert "no longer against MSRAinit 0.055" in text
    assert "single split" in text
    assert "102 tasks without a test file, an average over 4 splits" in text


def test_a_reason_is_the_first_variant_that_comes_out_as_printed(others):
    scores = accuracies_of_24("large", others)
    single = accuracies_of_24("large", others, single_precision=True)
    normal = likely_reason(scores, single, "SNN", "mda_R", printed=2.4e-8)
    assert normal == "normal approximation instead of the exact distribution: 2.4e-08"
    as_r = likely_reason(scores, single, "SNN", "Highway", printed=1.7e-3)
    assert as_r.startswith("as R's wilcox.test computes it")
    assert likely_reason(scores, single, "SNN", "mda_R", printed=0.9).startswith("none of the variants tried")
    assert agrees(1.09e-3, 1e-3)
    assert not agrees(1.11e-3, 1e-3)


def test_command_writes_every_table_as_csv_and_latex(mirror, data_dir, tmp_path, monkeypatch):
    monkeypatch.setenv("SNNBENCH_MIRROR", str(mirror))
    result = CliRunner().invoke(app, ["published", "--out", str(tmp_path), "--data-dir", str(data_dir)])
    assert result.exit_code == 0, result.output
    assert {path.name for path in tmp_path.iterdir()} == {
        *("audit.md", "summary.txt", "tables.json"),
        *(f"{name}.{suffix}" for name in TITLES for suffix in ("csv", "tex")),
    }
    table = pd.read_csv(tmp_path / "tableA12.csv")
    columns = ["method_group", "method", "avg_rank", "avg_rank_printed", "p_value", "p_value_printed"]
    assert set(columns) <= set(table.columns)
    assert "single split" in (tmp_path / "audit.md").read_text()
    assert "single split" in result.output
    shown = json.loads((tmp_path / "tables.json").read_text())
    assert list(shown) == [f"{name}.csv" for name in TITLES]
    assert all(set(entry) == {"title", "note"} for entry in shown.values())
    assert "no longer against MSRAinit 0.055" in (tmp_path / "summary.txt").read_text().splitlines()[0]


def test_without_the_other_methods_the_rest_is_made_and_every_place_named(without_others, tmp_path):
    out = tmp_path / "out"
    (out).mkdir()
    (out / "tableA12.csv").write_text("of an earlier run")
    (out / "tables.json").write_text(json.dumps({"tableA12.csv": "of an earlier run"}))
    result = CliRunner().invoke(app, ["published", "--out", str(out)])
    assert result.exit_code == 0
    assert "Not made: table1_ml, tableA12, tableA13" in result.stderr
    assert str(tmp_path / "mirror" / "reference" / "results.txt") in result.stderr
    assert without_others in result.stderr
    assert (out / "table1_fnn.csv").is_file()
    assert not (out / "tableA12.csv").exists()
    text = (out / "audit.md").read_text()
    assert "## Not made" in text
    assert "Table A12" not in text.split("## Not made")[0].replace("Tables A12, A13 and 1", "")


def test_report_names_what_was_not_made(without_others, tmp_path):
    report = published_report()
    assert list(report.tables) == ["table1_fnn", "table3_stars", "audit"]
    assert set(report.tables) | set(report.not_made) == set(TITLES)
    assert set(report.tables["audit"]["table"]) == {"table1_fnn", "table3_stars"}
    write_published(report, tmp_path / "out")
    assert (tmp_path / "out" / "audit.md").is_file()
    assert "tableA12.csv" not in (tmp_path / "out" / "tables.json").read_text()
    last = (tmp_path / "out" / "summary.txt").read_text().splitlines()[-1]
    assert "Table A13 (large tasks), recomputed: not made. results.txt (reference) could not be fetched" in last


def test_rule_published_makes_the_tables_without_any_run(mirror, tmp_path):
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    result = subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", "published", "--cores", "1", "--directory", str(tmp_path)),
            *("--snakefile", str(ROOT / "Snakefile"), "--configfile", str(ROOT / "configs" / "demo.yaml")),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SNNBENCH_MIRROR": str(mirror)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    folder = tmp_path / "results" / "demo"
    assert (folder / "published" / "tableA13.csv").is_file()
    assert not (folder / "runs.parquet").exists()
