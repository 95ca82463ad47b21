"""A network that is not in the paper: in every table and figure, and marked."""

import json

import pandas as pd
import pytest
import yaml

from snnbench.report.build import build_report
from snnbench.report.explore.payload import payload
from snnbench.report.luck import ALL, Luck
from snnbench.report.rank_series import network_ranks
from snnbench.report.rankings import Rankings
from snnbench.report.results import Results
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.collection import all_tables
from snnbench.report.verdict import verdict_sentences

OWN = "TanhNet"


@pytest.fixture
def run_with_own(whole_run):
    """The synthetic run with an eighth network that scores as SNN does, less a little."""
    for name in ("trials", "runs"):
        rows = pd.read_parquet(whole_run / f"{name}.parquet")
        own = rows[rows["method"] == "SNN"].assign(method=OWN)
        own["test_score"] -= 0.001
        # Its settings name no depth that the report knows.
        own["hyperparameters"] = '{"learning_rate": 0.1, "stages": 3}'
        pd.concat([rows, own]).to_parquet(whole_run / f"{name}.parquet")
    config = yaml.safe_load((whole_run / "config.yaml").read_text())
    config["methods"].insert(1, OWN)
    config["networks"] = [{"name": OWN}]
    (whole_run / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    return whole_run


def test_it_stands_in_the_tables_and_is_marked(run_with_own, no_figures):
    build_report(run_with_own)
    table = pd.read_csv(run_with_own / "tables/table1_fnn.csv").set_index("method")
    assert len(table) == 8
    assert table.loc[OWN, "marked"] == "method ‡"
    assert pd.isna(table.loc[OWN, "avg_rank_difference_paper"])
    accuracies = pd.read_csv(run_with_own / "tables/tableA11.csv")
    assert OWN in accuracies
    assert f"{OWN}_paper" not in accuracies
    assert OWN not in pd.read_csv(run_with_own / "tables/other_methods.csv")
    html = (run_with_own / "report.html").read_text()
    assert f"{OWN}‡" in html
    assert "‡ Not in the paper." in html


def test_ranks_of_the_paper_are_those_of_its_own_networks(run_with_own):
    run = RunFolder.read(run_with_own)
    rankings = Rankings.of(run, drop_incomplete=False)
    ours, paper = network_ranks(Results(run, rankings, all_tables(run, rankings)[0]))
    assert f"{OWN}‡" in ours.ranks.index
    assert len(paper.ranks) == 7
    assert ours.ranks["rank"].sum() == pytest.approx(0, abs=1e-9)
    assert paper.ranks["rank"].sum() == pytest.approx(0, abs=1e-9)
    # Table 1 of the paper prints -0.756 over all 121 tasks; one of them has no result of every network.
    assert paper.ranks.loc["SNN", "rank"] == pytest.approx(-0.756, abs=0.03)


def test_it_stands_in_every_figure_and_chart_and_is_marked(run_with_own):
    build_report(run_with_own)
    for name in ("average_ranks", "cd_nets", "learning_curves", "htru2_auc", "score_heat_map", "time_per_method"):
        assert (run_with_own / "figures" / f"{name}.png").is_file()
        about = json.loads((run_with_own / "figures" / f"{name}.json").read_text())
        assert about["title"].endswith(" ‡ Not in the paper."), name
        assert f"{OWN}‡" in about["description"] or name == "score_heat_map", name
    for name in ("accuracy_by_depth", "tox21_auc_by_depth"):
        assert (run_with_own / "figures" / f"{name}.png").is_file(), "drawn without a network of unknown depth"
    assert "‡" not in json.loads((run_with_own / "figures/ours_vs_paper.json").read_text())["title"]
    names = [method["name"] for method in payload(RunFolder.read(run_with_own))["methods"]]
    assert f"{OWN}‡" in names
    assert "SNN" in names


def test_the_paper_stays_in_the_verdict_of_its_own_networks(run_with_own):
    run = RunFolder.read(run_with_own)
    rankings = Rankings.of(run, drop_incomplete=False)
    luck = Luck.of(run, rankings.nets.tasks, list(rankings.nets.table["method"]))
    group = luck.groups[ALL]
    assert len(group.ours) == 8
    assert set(group.paper["method"]) == set(run.nets_of_paper)
    assert group.means.set_index("method")["paper"].isna().to_dict() == {name: name == OWN for name in run.nets}
    text = " ".join(verdict_sentences(luck))
    assert "In the paper's table, among its 7 of these networks, SNN has average rank" in text
    assert "tasks that both have is" in text
