"""README and docs: links resolve, Python runs, configs are valid, commands exist, and cheap ones work.

A comment in front of a code block says what the tests cannot do: ``<!-- not tested: REASON -->``.
"""

import re
import shlex
import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
import typer
import yaml
from typer.testing import CliRunner

import snnbench
from snnbench.cli import app
from snnbench.config.read import read_config
from snnbench.methods.registry import NETS
from snnbench.paper.tables import published_accuracies, published_table

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "config/README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(
    r"(?:<!-- (?P<comment>[^>]*) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
CHEAP = ("tasks", "check", "prove", "check-certificate", "init")
"""Commands that take seconds and no data; the others are only parsed."""
TABLE_SUITES = ("htru2", "tox21")
BASE = {
    "run": "docs",
    "tasks": ["iris", "car"],
    "methods": ["SNN", "RandomForest", "SVM"],
    "grids": "configs/search/quick.yaml",
}
"""What a fragment of a config is added to."""


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    text: str

    @property
    def id(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(language):
    """Every block of a language, but those whose comment says why it is not tested."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            if match["language"] == language and not (match["comment"] or "").startswith("not tested: "):
                yield Block(page, text.count("\n", 0, match.start()) + 1, language, match["text"])


def parametrized(language):
    found = list(blocks(language))
    return pytest.mark.parametrize("block", found, ids=[block.id for block in found])


def commands():
    """Every shell command as a list of words, with the block it stands in and the comment behind it."""
    for block in blocks("bash"):
        for line in block.text.replace("\\\n", " ").splitlines():
            for command in line.split(" && "):
                words = shlex.split(command, comments=True)
                if words:
                    yield pytest.param(words, line.partition("#")[2], id=f"{block.id}:{' '.join(words)[:60]}")


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


def test_every_command_is_listed():
    listed = re.findall(r"^\| `snnbench ([\w-]+)`", (ROOT / "docs/commands.md").read_text(), re.MULTILINE)
    group, context = command_line()
    shown = [name for name in group.list_commands(context) if not group.get_command(context, name).hidden]
    assert sorted(listed) == sorted(shown)


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


def command_line():
    """The command line and a context in which its commands are found, whether typer brings click or needs it."""
    group = typer.main.get_command(app)
    return group, group.make_context("snnbench", [], resilient_parsing=True)


def parse(words):
    """Parse a command of snnbench as its command line would, without running it."""
    group, context = command_line()
    command = group.get_command(context, words[0])
    assert command is not None, words[0]
    command.make_context(words[0], words[1:], parent=context)


def check_snakemake(words):
    from snakemake.cli import get_argument_parser

    arguments = get_argument_parser().parse_args(words[1:])
    for file in [*(arguments.configfile or ()), *filter(None, [arguments.snakefile])]:
        assert (ROOT / file).is_file() or not Path(file).parts[0].startswith(("configs", "tests", "workflow")), file
    if arguments.workflow_profile:
        assert (ROOT / arguments.workflow_profile).is_dir(), arguments.workflow_profile
    rules = re.findall(r"^rule (\w+):", "".join(f.read_text() for f in (ROOT / "workflow/rules").glob("*.smk")), re.M)
    for target in arguments.targets:
        assert target in rules or target.startswith("results/"), target


def check_pip(words):
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert words[1] == "install"
    for named in re.findall(r"snnbench\[([\w,-]+)\]", " ".join(words)):
        assert set(named.split(",")) <= set(extras), named


def check_make(words):
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(words[1:]) <= set(targets)


def check_python(words):
    if words[1] == "-m":
        assert find_spec(words[2]) is not None, words[2]
    else:
        assert (ROOT / words[1]).is_file(), words[1]


CHECKS = {
    "snnbench": lambda words: parse(words[1:]),
    "snakemake": check_snakemake,
    "pip": check_pip,
    "make": check_make,
    "python": check_python,
    "pytest": lambda words: None,
    ".ci/run": lambda words: None,
    "cd": lambda words: None,
    "git": lambda words: None,
    "export": lambda words: None,
    "source": lambda words: None,
    "conda": lambda words: None,
}


@pytest.mark.parametrize(("words", "comment"), list(commands()))
def test_commands_exist(words, comment):
    while "=" in words[0]:  # variables of the environment
        words = words[1:]
    assert words[0] in CHECKS, f"an unknown command: {words[0]}"
    CHECKS[words[0]](words)


def test_cheap_commands_work(monkeypatch, tmp_path):
    """In the order of their pages, so that a certificate is there when it is checked."""
    for name in ("configs", "config", "results"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    seen = set()
    for parameters in commands():
        words, comment = parameters.values  # noqa: PD011
        if words[0] == "snnbench" and words[1] in CHEAP and tuple(words) not in seen:
            seen.add(tuple(words))
            if words[1] == "check" and not Path(words[2]).exists():
                continue
            done = CliRunner().invoke(app, words[1:])
            expected = int(match[1]) if (match := re.search(r"exit status (\d)", comment)) else 0
            assert done.exit_code == expected, f"{' '.join(words)}: {done.output}{done.exception!r}"
    assert seen


def test_the_readmes_table_is_that_of_the_rows():
    quick, uci = (pd.read_parquet(ROOT / f"results/reference/{run}/runs.parquet") for run in ("quick", "uci"))
    scores = quick[quick["method"].isin(NETS)]
    uci = uci[(uci["split"] == 0) & (uci["repeat"] == 0)]
    uci = uci.pivot_table(index="task", columns="method", values="test_score")[list(NETS)].dropna()
    paper = published_accuracies()[list(NETS)].dropna()
    common = uci.index.intersection(paper.index)
    mean = {suite: scores[scores["suite"] == suite].groupby("method")["test_score"].mean() for suite in TABLE_SUITES}
    tox21 = published_table("table_2_tox21_auc_by_depth").groupby("method")["auc_percent"].max() / 100
    columns = [
        (uci.loc[common].mean(), 3),
        (paper.loc[common].mean(), 3),
        (mean["htru2"], 4),
        (published_table("table_3_htru2_auc").set_index("method")["auc"], 4),
        (mean["tox21"], 3),
        (tox21, 3),
    ]
    text = (ROOT / "README.md").read_text()
    beyond = pd.read_csv(ROOT / "results/reference/tox21-folds/comparison.csv").set_index("method").loc["SNN"]
    assert f"SNN reaches {beyond['auc']:.3f} on\nTox21, five of them together {beyond['ensemble']:.3f}" in text
    rows = re.findall(r"^\| (\w+) \| (0.*) \|$", text, re.MULTILINE)
    assert {name for name, _ in rows} == set(NETS)
    assert f"the {len(common)} tasks" in text
    for name, printed in rows:
        assert printed.split(" | ") == [f"{values[name]:.{digits}f}" for values, digits in columns]
