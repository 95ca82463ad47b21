"""The paper's config in small, by the command of docs/running.md: every rule, a task, two epochs."""

import re
import shlex
import subprocess
import sys

import pandas as pd
import pytest
from doc_blocks import ROOT, blocks
from workflow_runs import environment

from snnbench.config.read import read_config_file


def rehearsal(folder, *options):
    """Run the command of the page, with more options behind it."""
    lines = (line for block in blocks("bash") for line in block.text.replace("\\\n", " ").splitlines())
    (command,) = [shlex.split(line, comments=True) for line in lines if "run=rehearsal" in line]
    assert command[0] == "snakemake"
    assert "configs/config.yaml" in command
    words = [sys.executable, "-m", *command, *options]
    done = subprocess.run(words, cwd=folder, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_with_tox21_it_plans_every_rule(project):
    rules = set(re.findall(r"^rule (\w+):", "".join(f.read_text() for f in ROOT.glob("workflow/rules/*.smk")), re.M))
    printed = rehearsal(project, "tasks=[iris,tox21]", "--dry-run")
    assert rules | {"all"} == set(re.findall(r"^(\w+) +\d+$", printed, re.MULTILINE)) - {"total"}


@pytest.mark.slow
def test_it_goes_through_every_rule_but_that_of_tox21(project, mirror):
    rehearsal(project)
    folder = project / "results/rehearsal"
    runs = pd.read_parquet(folder / "runs.parquet")
    assert set(runs["method"]) == set(read_config_file(ROOT / "configs/config.yaml").methods)
    assert set(runs["status"]) == {"ok"}
    for name in ("report.html", "theory/theorems.json", "published/summary.txt"):
        assert (folder / name).stat().st_size > 0, name
