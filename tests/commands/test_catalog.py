"""The workflow as a module of another, as the Snakemake workflow catalog and snakedeploy use it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
DEPLOYED = """
configfile: "config/config.yaml"

module snnbench:
    snakefile:
        "{snakefile}"
    config:
        config

use rule * from snnbench
"""
"""What snakedeploy writes."""


def test_the_workflow_runs_as_a_module_with_the_config_that_comes_with_it(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "workflow").mkdir()
    (tmp_path / "workflow/Snakefile").write_text(DEPLOYED.format(snakefile=ROOT / "workflow/Snakefile"))
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--dry-run", "--cores", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "report" in done.stdout + done.stderr


def test_the_catalog_finds_what_it_reads():
    usage = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text())["usage"]
    assert usage["software-stack-deployment"]["conda"] is True
    assert (ROOT / "workflow/Snakefile").is_file()
    assert (ROOT / "config/README.md").is_file()
