"""docs/results.md and docs/results-in-detail.md say what the rows of the reference runs say."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import snnbench.findings.details
import snnbench.findings.page
from snnbench.cli import app
from snnbench.findings import htru2, tox21_in_short
from snnbench.findings.choices import choices
from snnbench.findings.choices_by_network import choices_by_network
from snnbench.findings.details import details
from snnbench.findings.figure_1 import figure_1
from snnbench.findings.markdown import markdown
from snnbench.findings.page import findings
from snnbench.findings.reference import Reference
from snnbench.findings.tox21 import tox21
from snnbench.findings.tox21_epochs import longer_in_words
from snnbench.report.ranks_without import ranks_without
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.depths import table2_tox21
from snnbench.report.variants import variant_table

ROOT = Path(__file__).parents[2]


WORDS = 2_500
"""Of the page of findings with its tables: two to three printed pages."""


@pytest.fixture(scope="module")
def pages():
    read = Reference.read(ROOT / "results/reference")
    return {"results.md": findings(read), "results-in-detail.md": details(read)}


@pytest.mark.parametrize(("name", "option"), [("results.md", ""), ("results-in-detail.md", "--detail ")])
def test_the_pages_are_made_of_the_rows(pages, name, option):
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == pages[name], f"run: snnbench findings results/reference {option}--out docs/{name}"


def test_the_findings_stay_short(pages):
    assert len(pages["results.md"].split()) < WORDS


@pytest.mark.parametrize(("name", "option"), [("results.md", []), ("results-in-detail.md", ["--detail"])])
def test_the_command_overwrites_no_file_that_was_not_named(pages, name, option, monkeypatch, tmp_path):
    monkeypatch.setattr(Reference, "read", lambda folder: folder)
    monkeypatch.setattr(snnbench.findings.page, "findings", lambda reference: pages["results.md"])
    monkeypatch.setattr(snnbench.findings.details, "details", lambda reference: pages["results-in-detail.md"])
    monkeypatch.chdir(tmp_path)
    Path("docs").mkdir()
    Path("docs/results.md").write_text("mine")
    shown = CliRunner().invoke(app, ["findings", "reference", *option])
    assert (shown.exit_code, shown.output) == (0, pages[name])
    assert Path("docs/results.md").read_text() == "mine"
    written = CliRunner().invoke(app, ["findings", "reference", *option, "--out", "page.md"])
    assert written.output == f"page.md: {len(pages[name].splitlines())} lines\n"
    assert Path("page.md").read_text(encoding="utf-8") == pages[name]


def findings_page(folder):
    yield findings(Reference.read(folder))


def details_page(folder):
    yield details(Reference.read(folder))


def htru2_sections(folder):
    run, longer = (RunFolder.read(folder / name) for name in ("htru2", "htru2-epochs"))
    yield from htru2.headline(run)
    yield from htru2.in_short(run, longer)
    yield from htru2.htru2(run, longer)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference")
    shutil.copytree(ROOT / "results/reference", folder, dirs_exist_ok=True)
    return folder


@pytest.mark.parametrize(
    ("section", "file", "change"),
    [
        (findings_page, "uci/runs.parquet", lambda runs: runs.assign(test_score=runs["test_score"] * 0.9)),
        (details_page, "uci/runs.parquet", lambda runs: runs.assign(test_score=runs["test_score"] * 0.9)),
        (findings_page, "uci/trials.parquet", lambda trials: trials.assign(test_score=trials["test_score"] * 0.9)),
        (details_page, "uci/trials.parquet", lambda trials: trials.assign(test_score=trials["test_score"] * 0.9)),
        (choices, "variants/input-dropout/runs.parquet", lambda runs: runs.assign(task="zoo")[:1]),
        (choices_by_network, "variants/input-dropout/runs.parquet", lambda runs: runs.assign(task="zoo")[:1]),
        (choices, "variants/variants.csv", lambda table: table.assign(base=0.5)),
        (choices_by_network, "variants/variants.csv", lambda table: table.assign(standard_error=9.0)),
        (choices, "variants/ranks.csv", lambda table: table.assign(avg_rank_without=1.0)),
        (choices, "searches/searches.csv", lambda table: table.assign(difference_points=0.0)),
        (choices_by_network, "searches/searches.csv", lambda table: table.assign(difference_points=0.0)),
        (htru2_sections, "htru2/runs.parquet", lambda runs: runs.assign(test_score=runs["test_score"] * 0.9)),
        (htru2_sections, "htru2-epochs/runs.parquet", lambda runs: runs.assign(test_score=runs["test_score"] * 0.9)),
        (longer_in_words, "tox21-epochs/trials.parquet", lambda trials: trials.assign(test_score=0.9)),
        (figure_1, "figure-1/mnist.csv", lambda table: table.assign(training_loss=1.0)),
        (tox21, "tox21/comparison.csv", lambda table: table.assign(auc=0.5)),
        (tox21_in_short.in_short, "tox21/comparison.csv", lambda table: table.assign(auc=0.5)),
        (tox21, "tox21-folds/against_snn.csv", lambda table: table.assign(difference=0.1)),
        (tox21, "tox21-folds/chosen_depth.csv", lambda table: table.assign(cut_off=0)),
        (tox21, "tox21-folds/leaderboard.csv", lambda table: table.assign(mean=0.5)),
        (tox21, "tox21/figureA8_moments.csv", lambda table: table.assign(variance=1.0)),
        (tox21, "tox21-folds/table2_tox21.csv", lambda table: table.assign(auc_percent=50.0)),
    ],
)
def test_other_rows_make_other_pages(pages, reference, section, file, change):
    path = reference / file
    before = path.read_bytes()
    if path.suffix == ".csv":
        change(pd.read_csv(path)).to_csv(path, index=False)
    else:
        change(pd.read_parquet(path)).to_parquet(path, index=False)
    assert not all(any(part in page for page in pages.values()) for part in section(reference))
    path.write_bytes(before)


def test_what_the_page_says_of_choices_follows_from_the_rows():
    reference = ROOT / "results/reference"
    ranks = pd.read_csv(reference / "variants/ranks.csv")
    parts = list(ranks["part"].unique())
    for part, rows in ranks.groupby("part", sort=False):
        computed = ranks_without(reference / "uci", part).round(5)
        pd.testing.assert_frame_equal(rows.reset_index(drop=True), computed[rows.columns], check_dtype=False)
    runs = sorted(path.parent for path in (reference / "variants").glob("*/runs.parquet"))
    computed = variant_table(reference / "uci", runs, parts).round(5)
    pd.testing.assert_frame_equal(pd.read_csv(reference / "variants/variants.csv"), computed, check_dtype=False)


def test_what_the_page_says_of_searches_follows_from_the_cells():
    folder = ROOT / "results/reference/searches"
    cells = pd.read_csv(folder / "searches_cells.csv")
    cells["difference"] = 100 * (cells["test_score"] - cells["test_score_grid"])
    by = cells.groupby(["search", "method"])
    kept = pd.read_csv(folder / "searches.csv").set_index(["search", "method"]).sort_index()
    np.testing.assert_array_equal(kept["tasks"], by["task"].nunique())
    # The cells' scores have five decimals, so a difference is known to 0.001 points.
    np.testing.assert_allclose(kept["difference_points"], by["difference"].mean(), atol=1e-3)
    np.testing.assert_allclose(kept["standard_error"], by["difference"].sem(), atol=1e-3)
    np.testing.assert_allclose(kept["epochs"], by["epochs"].sum() / by["epochs_grid"].sum(), atol=1e-4)


def test_what_the_page_says_of_depths_on_tox21_follows_from_the_rows():
    folder = ROOT / "results/reference/tox21-folds"
    computed = table2_tox21(RunFolder.read(folder)).tidy
    kept = pd.read_csv(folder / "table2_tox21.csv")
    pd.testing.assert_frame_equal(kept, computed[kept.columns], check_dtype=False)


def test_numbers_have_the_decimals_of_the_report():
    table = pd.DataFrame({"method": ["SNN"], "avg_rank": [3.14159], "p_value": [0.0312], "auc": [0.97951]})
    assert markdown(table).splitlines()[-1] == "| SNN | 3.14 | 0.031 | 0.9795 |"
    # A share has two decimals, an AUC four.
    assert markdown(pd.DataFrame({"without_shared": [0.85384]})).splitlines()[-1] == "| 0.8538 |"
