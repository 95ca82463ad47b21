"""README and docs: links resolve, Python runs, configs are valid, and what is listed is what there is."""

import re

import pandas as pd
import pytest
import yaml
from doc_blocks import PAGES, ROOT, blocks

import snnbench
from snnbench.config.read import read_config
from snnbench.methods.registry import NETS
from snnbench.paper.tables import published_accuracies, published_table
from snnbench.report.luck import ALL, Luck
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
    quick, uci = (pd.read_parquet(ROOT / f"results/reference/{run}/runs.parquet") for run in ("quick", "uci"))
    scores = quick[quick["method"].isin(NETS)]
    uci = uci[(uci["split"] == 0) & (uci["repeat"] == 0)]
    uci = uci.pivot_table(index="task", columns="method", values="test_score")[list(NETS)].dropna()
    paper = published_accuracies()[list(NETS)].dropna()
    common = uci.index.intersection(paper.index)
    htru2 = scores[scores["suite"] == "htru2"].groupby("method")["test_score"].mean()
    beyond, plain = (pd.read_csv(ROOT / f"results/reference/{run}/comparison.csv").set_index("method") for run in TOX21)
    tox21 = published_table("table_2_tox21_auc_by_depth").groupby("method")["auc_percent"].max() / 100
    columns = [
        (uci.loc[common].mean(), 3),
        (paper.loc[common].mean(), 3),
        (htru2, 4),
        (published_table("table_3_htru2_auc").set_index("method")["auc"], 4),
        (beyond["auc"], 3),
        (tox21, 3),
    ]
    text = (ROOT / "README.md").read_text()
    best, ensembles = beyond["auc"].loc[list(NETS)].idxmax(), beyond["ensemble"]
    said = " ".join(text.split())
    assert f"by which SNN has {plain.loc['SNN', 'auc']:.3f}" in said
    assert f"five SNNs together reach {ensembles['SNN']:.3f}, five {best} {ensembles[best]:.3f}" in said
    rows = re.findall(r"^\| (\w+) \| (0.*) \|$", text, re.MULTILINE)
    assert {name for name, _ in rows} == set(NETS)
    assert f"the {len(common)} tasks" in text
    for name, printed in rows:
        assert printed.split(" | ") == [f"{values[name]:.{digits}f}" for values, digits in columns]


def test_the_readmes_verdict_is_that_of_the_rows():
    run = RunFolder.read(ROOT / "results/reference/uci")
    ranking = Rankings.of(run, drop_incomplete=True).nets
    luck = Luck.of(run, ranking.tasks, list(ranking.table["method"]))
    group = luck.groups[ALL]
    ranks = group.ours.set_index("method")["avg_rank"]
    smaller = pd.read_csv(ROOT / "results/reference/variants/ranks.csv").set_index("method")
    text = " ".join((ROOT / "README.md").read_text().split())
    assert f"over {group.replicates} folds and seeds {ranks.index[0]} has the better average rank" in text
    assert f"{ranks.iloc[0]:.2f} against {ranks['SNN']:.2f}" in text
    assert not group.places[ranks.index[0]].is_first
    assert f"(p = {luck.another.p_value:.4f})" in text
    assert smaller.index[0] == "SNN"
    assert f"without it SNN is first, with rank {smaller.loc['SNN', 'avg_rank_without']:.2f}" in text
