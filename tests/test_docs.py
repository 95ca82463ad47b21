"""README and docs: links resolve, Python runs, configs are valid, and what is listed is what there is."""

import re

import pandas as pd
import pytest
import yaml
from doc_blocks import PAGES, ROOT, blocks

import snnbench
from snnbench.config.read import read_config
from snnbench.findings import figure_1
from snnbench.findings.depth import DEEP, Depths
from snnbench.findings.protocol import epochs_of
from snnbench.methods.registry import NETS
from snnbench.paper.tables import published_accuracies, published_table
from snnbench.report.luck import ALL, PROTOCOL, Luck
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder

TOX21 = ("tox21-folds", "tox21")
"""Folders of the section by more than the paper's protocol, and by it."""
BASE = {
    "run": "docs",
    "tasks": ["iris", "car"],
    "methods": ["SNN", "RandomForest", "SVM"],
    "grids": "configs/search/quick.yaml",
}
"""What a fragment of a config is added to."""


def parametrized(language):
    found = list(blocks(language))
    return pytest.mark.parametrize("block", found, ids=[block.id for block in found])


def anchors(page):
    """Anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors(file), f"{page.name} links to {target}"


def test_every_page_is_in_the_index():
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", index))
    assert linked == {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"}


def test_the_readme_is_short():
    assert (ROOT / "README.md").stat().st_size <= 5_000


def test_the_public_interface_is_listed():
    page = (ROOT / "docs/own-methods-and-networks.md").read_text(encoding="utf-8")
    table = page.partition("| name in `snnbench` |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(snnbench.__all__)


@parametrized("python")
def test_python_runs(block, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    exec(compile("\n" * block.line + block.text, str(block.page), "exec"), {"__name__": "__main__"})


@parametrized("yaml")
def test_configs_are_valid(block, monkeypatch, tmp_path):
    """A fragment is checked as part of a small config, with the files it names."""
    content = yaml.safe_load(block.text)
    sources = [d["source"] for d in content.get("datasets", ()) if isinstance(d, dict) and "csv" in d.get("source", ())]
    for name in ("configs", "config"):
        (tmp_path / name).symlink_to(ROOT / name)
    for source in sources:
        if "://" not in source["csv"]:
            file = tmp_path / source["csv"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"x,{source['target']}\n1,a\n2,b\n")
    monkeypatch.chdir(tmp_path)
    read_config({**BASE, **content})


def test_the_readmes_table_is_that_of_the_rows():
    uci, htru2 = (pd.read_parquet(ROOT / f"results/reference/{run}/runs.parquet") for run in ("uci", "htru2"))
    uci = uci[(uci["split"] == 0) & (uci["repeat"] == 0)]
    uci = uci.pivot_table(index="task", columns="method", values="test_score")[list(NETS)].dropna()
    paper = published_accuracies()[list(NETS)].dropna()
    common = uci.index.intersection(paper.index)
    htru2 = htru2.groupby("method")["test_score"].mean()
    extended, plain = (
        pd.read_csv(ROOT / f"results/reference/{run}/comparison.csv").set_index("method") for run in TOX21
    )
    tox21 = published_table("table_2_tox21_auc_by_depth").groupby("method")["auc_percent"].max() / 100
    columns = [
        (uci.loc[common].mean(), 3),
        (paper.loc[common].mean(), 3),
        (htru2, 4),
        (published_table("table_3_htru2_auc").set_index("method")["auc"], 4),
        (plain["auc"], 3),
        (extended["auc"], 3),
        (tox21, 3),
    ]
    text = (ROOT / "README.md").read_text()
    rows = re.findall(r"^\| (\w+) \| (0.*) \|$", text, re.MULTILINE)
    assert {name for name, _ in rows} == set(NETS)
    assert f"the {len(common)} tasks" in text
    epochs = epochs_of(RunFolder.read(ROOT / "results/reference/htru2"), "htru2")
    assert f"on HTRU2 with three seeds for {epochs} epochs" in " ".join(text.split())
    epochs = epochs_of(RunFolder.read(ROOT / "results/reference/quick"), "tox21")
    assert f"searched by halving, for {epochs} epochs at most" in " ".join(text.split())
    for name, printed in rows:
        assert printed.split(" | ") == [f"{values[name]:.{digits}f}" for values, digits in columns]


def test_the_readmes_verdict_is_that_of_the_rows():
    run = RunFolder.read(ROOT / "results/reference/uci")
    rankings = Rankings.of(run, drop_incomplete=True)
    luck = Luck.of(run, rankings.nets.tasks, list(rankings.nets.table["method"]))
    everything, protocol = luck.groups[ALL], luck.groups[PROTOCOL]
    text = " ".join((ROOT / "README.md").read_text().split())
    for group in (everything, protocol):
        assert group.places["SNN"].low == 1
        assert not group.places["SNN"].is_first
        assert not group.places["Highway"].is_first
        assert group.ours["method"].iloc[0] == "Highway"
    ranks = [group.ours.set_index("method")["avg_rank"] for group in (protocol, everything)]
    assert f"SNN has average rank {ranks[0]['SNN']:.2f} and Highway, the best, {ranks[0]['Highway']:.2f}" in text
    said = f"over all folds and seeds {ranks[1]['SNN']:.2f} and "
    assert f"{said}{ranks[1]['Highway']:.2f}. No difference at the top is significant." in text
    assert f"(p = {luck.another.p_value:.4f})" in text


def test_the_readmes_accuracies_and_depths_are_those_of_the_rows():
    run = RunFolder.read(ROOT / "results/reference/uci")
    rankings = Rankings.of(run, drop_incomplete=True)
    nets = list(rankings.nets.table["method"])
    luck = Luck.of(run, rankings.nets.tasks, nets)
    text = " ".join((ROOT / "README.md").read_text().split())
    means = {name: group.means.set_index("method").loc["SNN"] for name, group in luck.groups.items()}
    assert abs(means[ALL]["difference_points"]) < means[ALL]["standard_error"]
    others = luck.groups[ALL].means.set_index("method").drop("SNN")
    best = others.loc[others["difference_points"].idxmax()]
    assert (others["difference_points"] > 0).all()
    assert f"{best.name}'s by {best['difference_points']:.2f} ({best['standard_error']:.2f}) points" in text
    large = means["1,000 rows and more"]
    assert large["difference_points"] < -2 * large["standard_error"]
    assert f"by {-large['difference_points']:.2f} ({large['standard_error']:.2f}) points" in text
    depths = Depths.of(run, nets)
    lost = depths.loss(DEEP[-1]).mean()
    deep = lost.drop("SNN")
    assert len(deep) == 5
    assert (
        f"at {DEEP[-1]} layers SNN loses {lost['SNN']:.1f} points against its best depth, the five others with that "
        f"depth {deep.min():.1f} to {deep.max():.1f}. It chooses the deepest networks"
    ) in text
    assert depths.chosen["average_depth"].astype(float).idxmax() == "SNN"
    for ranking in (rankings.every, rankings.large):
        table = ranking.table.set_index("method")
        assert list(table.index).index("SNN") + 1 == 7
        assert table.index[0] == "ExtraTrees"
        assert table.loc["SNN", "p_value_two_sided_holm"] < 0.05
    assert f"Among {len(rankings.every.table)} methods SNN is 7th**, significantly behind ExtraTrees" in text


def test_what_the_readme_says_of_width_is_computed():
    text = " ".join((ROOT / "README.md").read_text().split())
    table = pd.read_csv(ROOT / "results/reference/variants/variants.csv").set_index(["variant", "method"])
    snn = table.loc[("width-256", "SNN")]
    points = f"{snn['difference_points']:.2f}".replace("-", "−")
    assert f"on {snn['tasks']:.0f} such tasks they change SNN by {points} ({snn['standard_error']:.2f}) points" in text
    rows = pd.read_parquet(ROOT / "results/reference/variants/width-256/runs.parquet")
    sizes = pd.read_csv(ROOT / "results/reference/uci/tasks.csv").set_index("name")["rows"]
    assert (sizes[rows["task"]] >= 1000).all()


def test_what_the_readme_says_of_figure_1_is_computed():
    text = " ".join((ROOT / "README.md").read_text().split())
    (line,) = figure_1.headline(ROOT / "results/reference")
    ends = re.findall(r"\d\.\d\d to \d\.\d\d", line)
    assert "The order of Figure 1 is reproduced on MNIST" in line
    assert f"a training loss of {ends[0]}, batch-normalised networks at {ends[1]}" in text


def test_what_the_readme_says_of_learning_rate_1_is_computed():
    text = " ".join((ROOT / "README.md").read_text().split())
    table = pd.read_csv(ROOT / "results/reference/variants/ranks.csv").set_index("method")
    snn = table.loc["SNN"]
    assert table.index[0] == "SNN"
    assert (
        f"SNN has the best rank, {snn['avg_rank_without']:.2f} (place {snn['place_low_without']} to "
        f"{snn['place_high_without']}), and Highway {table.loc['Highway', 'avg_rank_without']:.2f}"
    ) in text
