"""The rows that are kept make every table of the paper again."""

from pathlib import Path

import pandas as pd
import pytest

from snnbench.config.read import read_config_file
from snnbench.methods.registry import METHODS, NETS
from snnbench.paper.tables import published_accuracies
from snnbench.plan.sizes import size_of
from snnbench.report.build import build_report

ROOT = Path(__file__).parent.parent.parent
REFERENCE = ROOT / "results" / "reference" / "quick"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("reference")
    build_report(REFERENCE, out, drop_incomplete=True)
    return out


def test_every_method_has_a_row_on_every_uci_task_and_fold_of_htru2():
    runs = pd.read_parquet(REFERENCE / "runs.parquet")
    rows = runs[runs["suite"].isin(["uci", "htru2"])].groupby("method").size()
    assert rows.to_dict() == dict.fromkeys(METHODS, 121 + 10)
    nets = runs[runs["method"].isin(NETS) & (runs["task"] != "miniboone")]
    assert set(nets["status"]) == {"ok"}


def test_the_full_grid_has_every_cell_that_its_config_promises():
    config = read_config_file(ROOT / "configs/reference.yaml")
    promised = set()
    for task in set(config.tasks) - {"miniboone"}:
        size = size_of(task, config, look=False)
        for method in config.methods:
            for split in config.scored_splits_of(size.suite, size.rows, size.splits, refit=False):
                promised |= {
                    (task, split, repeat, method) for repeat in config.repeats_of(size.suite, size.rows, method)
                }
    runs = pd.read_parquet(REFERENCE.parent / "uci" / "runs.parquet")
    assert set(runs["status"]) == {"ok"}
    there = list(runs[["task", "split", "repeat", "method"]].itertuples(index=False, name=None))
    assert set(there) == promised
    assert len(there) == len(promised)
    assert {task for task, *_ in promised} == set(published_accuracies().index) - {"miniboone"}


@pytest.mark.parametrize(
    "table",
    [
        "table1_fnn", "table1_ml", "table2_tox21", "table3_htru2",
        "tableA11", "tableA12", "tableA13", "ours_vs_paper", "hyperparameters",
    ],
)  # fmt: skip
def test_makes_the_papers_tables(made, table):
    assert len(pd.read_csv(made / "tables" / f"{table}.csv"))
    assert (made / "tables" / f"{table}.tex").stat().st_size


def test_table_2_has_no_empty_cell(made):
    table = pd.read_csv(made / "tables" / "table2_tox21.csv")
    assert table["auc_percent"].notna().all()
    assert set(table["method"]) == set(NETS)


def test_snn_on_htru2_is_close_to_the_paper(made):
    table = pd.read_csv(made / "tables" / "table3_htru2.csv").set_index("method")
    assert table.loc["SNN", "auc"] == pytest.approx(table.loc["SNN", "auc_paper"], abs=0.005)
