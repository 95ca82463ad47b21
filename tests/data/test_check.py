"""What is said about a user's files before anything runs."""

import pytest
import yaml
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.data.check import SAMPLE_ROWS, dataset_problems
from snnbench.data.declared import Dataset

FEW, MANY = 40, SAMPLE_ROWS + 500


def declared(path, **source):
    return Dataset(name="mine", source={"csv": str(path), "target": "class", **source})


def table(rows, cell):
    return "x,class\n" + "".join(f"{cell(i)},{'ab'[i % 2]}\n" for i in range(rows))


@pytest.mark.parametrize("rows", [FEW, MANY])
def test_a_good_file_has_no_problems(tmp_path, rows):
    (tmp_path / "t.csv").write_text(table(rows, lambda i: i * i))
    assert dataset_problems(declared(tmp_path / "t.csv")) == []


@pytest.mark.parametrize("rows", [FEW, MANY])
@pytest.mark.parametrize(
    ("cell", "source", "message"),
    [
        (lambda i: i * i, {"target": "klass"}, "no column 'klass'"),
        (lambda i: "?" if i == 5 else i * i, {}, "source.missing: ['?']"),
        (lambda i: f'"{i},5"', {}, "source.decimal: ','"),
        (lambda i: f"{i},5", {}, "line 2 has 3 fields"),
        (lambda i: i * i, {"target": "x"}, "distinct values"),
    ],
)
def test_faults_show_in_the_beginning(tmp_path, rows, cell, source, message):
    (tmp_path / "t.csv").write_text(table(rows, cell))
    (problem,) = dataset_problems(declared(tmp_path / "t.csv", **source))
    assert message in problem


def test_what_the_rest_of_a_file_may_change_is_not_said(tmp_path):
    cells = [f"word-{i}" for i in range(900)]
    (tmp_path / "t.csv").write_text("empty," + table(MANY, lambda i: f"{'' if i < MANY - 9 else i},{cells[i % 900]}"))
    assert dataset_problems(declared(tmp_path / "t.csv")) == []


def test_addresses_are_left_alone():
    assert dataset_problems(declared("http://127.0.0.1:9/t.csv")) == []


def test_the_command_says_it(tmp_path):
    (tmp_path / "t.csv").write_text(table(FEW, lambda i: "NA" if i == 3 else i * i))
    values = {
        "run": "r",
        "tasks": ["user"],
        "methods": ["NaiveBayes"],
        "grids": {},
        "datasets": [{"name": "mine", "source": {"csv": str(tmp_path / "t.csv"), "target": "class"}}],
    }
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(values))
    result = CliRunner().invoke(app, ["check", str(tmp_path / "c.yaml")])
    assert result.exit_code == 1
    assert "source.missing: ['NA']" in result.output
    (tmp_path / "t.csv").write_text(table(FEW, lambda i: i * i))
    assert CliRunner().invoke(app, ["check", str(tmp_path / "c.yaml")]).exit_code == 0
