"""The rows that are kept make every table of the paper again."""

from pathlib import Path

import pandas as pd
import pytest

from snnbench.methods.registry import METHODS, NETS
from snnbench.paper.tables import published_accuracies
from snnbench.report.build import build_report

REFERENCE = Path(__file__).parent.parent.parent / "results" / "reference" / "quick"


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


def test_the_full_grid_has_no_empty_cell_of_a_network_on_any_available_uci_task():
    runs = pd.read_parquet(REFERENCE.parent / "uci" / "runs.parquet")
    networks = runs[runs["method"].isin(NETS)]
    assert set(networks["status"]) == {"ok"}
    # All folds and seeds of a task are there for every network.
    assert networks.groupby(["task", "split", "repeat"]).size().unique().tolist() == [len(NETS)]
    protocol = networks[(networks["split"] == 0) & (networks["repeat"] == 0)]
    assert set(protocol["task"]) == set(published_accuracies().index) - {"miniboone"}
    assert len(protocol) == 120 * len(NETS)


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
