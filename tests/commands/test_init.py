"""`snnbench init`: what it makes is a benchmark that runs."""

import re

import pytest
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.config.read import read_config_file


def test_the_new_benchmark_has_a_valid_config(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["init", "mine"])
    assert done.exit_code == 0
    assert "snnbench run mine/config.yaml" in done.output
    assert (tmp_path / "mine/profiles/default/profile.yaml").is_file()
    assert read_config_file("mine/config.yaml").tasks == ("flowers", "sklearn-wine")
    assert CliRunner().invoke(app, ["check", "mine/config.yaml"]).exit_code == 0
    monkeypatch.chdir(tmp_path / "mine")
    assert CliRunner().invoke(app, ["check", "config.yaml"]).exit_code == 0


def test_no_link_of_the_new_benchmark_leads_out_of_it(tmp_path):
    CliRunner().invoke(app, ["init", str(tmp_path / "mine")])
    links = [
        (page, link) for page in tmp_path.rglob("*.md") for link in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8"))
    ]
    assert [link for page, link in links if "://" not in link and not (page.parent / link).exists()] == []
    assert (tmp_path / "mine" / "README.md").is_file()


@pytest.mark.parametrize("taken", ["file", "full"])
def test_nothing_of_the_users_is_overwritten(taken, tmp_path):
    place = tmp_path / "mine"
    if taken == "file":
        place.write_text("precious")
    else:
        place.mkdir()
        (place / "config.yaml").write_text("precious")
    done = CliRunner().invoke(app, ["init", str(place)])
    assert done.exit_code == 1
    assert "not an empty folder" in done.output
    assert (place if taken == "file" else place / "config.yaml").read_text() == "precious"
