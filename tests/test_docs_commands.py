"""README and docs: commands exist, and cheap ones work."""

import re
import shlex
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
from doc_blocks import ROOT, blocks
from typer.testing import CliRunner

from snnbench.cli import app

CHEAP = ("tasks", "check", "prove", "check-certificate", "init")
"""Commands that take seconds and no data; the others are only parsed."""


def commands():
    """Every shell command as a list of words, with the block it stands in and the comment behind it."""
    for block in blocks("bash"):
        for line in block.text.replace("\\\n", " ").splitlines():
            for command in line.split(" && "):
                words = shlex.split(command, comments=True)
                if words:
                    yield pytest.param(words, line.partition("#")[2], id=f"{block.id}:{' '.join(words)[:60]}")


def test_every_command_is_listed():
    listed = re.findall(r"^\| `snnbench ([\w-]+)`", (ROOT / "docs/commands.md").read_text(), re.MULTILINE)
    group, context = command_line()
    assert sorted(listed) == sorted(group.list_commands(context))


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
    for named in re.findall(r"(?:snnbench|\.)\[([\w,-]+)\]", " ".join(words)):
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
        words, comment = parameters.values
        if words[0] == "snnbench" and words[1] in CHEAP and tuple(words) not in seen:
            seen.add(tuple(words))
            if words[1] == "check" and not Path(words[2]).exists():
                continue
            done = CliRunner().invoke(app, words[1:])
            expected = int(match[1]) if (match := re.search(r"exit status (\d)", comment)) else 0
            assert done.exit_code == expected, f"{' '.join(words)}: {done.output}{done.exception!r}"
    assert seen
