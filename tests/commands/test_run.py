"""`snnbench run`: how Snakemake is called."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.commands.run import snakemake_arguments

ROOT = Path(__file__).parents[2]


def test_a_checkout_uses_its_own_snakefile_and_all_cores(tmp_path):
    config = tmp_path / "own.yaml"
    arguments = snakemake_arguments(config, [])
    assert arguments == ["--snakefile", str(ROOT / "Snakefile"), "--configfile", str(config), "--cores", "all"]


@pytest.mark.parametrize("options", [["--cores", "2"], ["-c2"], ["--cores=2"], ["-j", "4"], ["--executor", "slurm"]])
def test_the_users_number_of_cores_is_the_only_one(options):
    arguments = snakemake_arguments(Path("own.yaml"), options)
    assert arguments[-len(options) :] == options
    assert "all" not in arguments


def test_a_profile_next_to_the_config_is_used(tmp_path):
    (tmp_path / "profiles/default").mkdir(parents=True)
    arguments = snakemake_arguments(tmp_path / "config.yaml", ["-n"])
    assert arguments[-3:] == ["--workflow-profile", str(tmp_path / "profiles/default"), "-n"]
    given = snakemake_arguments(tmp_path / "config.yaml", ["--workflow-profile", "mine"])
    assert given.count("--workflow-profile") == 1


def test_snakemake_takes_over_the_process(monkeypatch, tmp_path):
    called = []
    monkeypatch.setattr("os.execv", lambda program, arguments: called.append((program, arguments)))
    config = tmp_path / "config.yaml"
    config.write_text("run: x")
    done = CliRunner().invoke(app, ["run", str(config), "--", "--cores", "2", "published"])
    assert done.exit_code == 0, done.output
    ((program, arguments),) = called
    assert program == sys.executable
    assert arguments[:3] == [sys.executable, "-m", "snakemake"]
    assert arguments[-3:] == ["--cores", "2", "published"]


def test_a_config_that_is_not_there_is_an_error():
    done = CliRunner().invoke(app, ["run", "nowhere.yaml"])
    assert done.exit_code == 2
    assert "nowhere.yaml" in done.output
