"""What is said about a user's files before anything runs."""

import pytest
import yaml
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.data.check import SAMPLE_ROWS, checked
from snnbench.data.declared import Dataset
from snnbench.data.load import load_task

FEW, MANY = 40, SAMPLE_ROWS + 500


def dataset_problems(dataset):
    return checked(dataset).problems


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


def of_rows(rows, cells):
    return "x,class\n" + "".join(f"{x},{y}\n" for x, y in map(cells, range(rows)))


@pytest.mark.parametrize(
    "text",
    [
        of_rows(6000, lambda i: (i * i, f"c{i // 5:04d}")),
        of_rows(9000, lambda i: (f"2024-01-{i % 28 + 1:02d}" if i < 2100 else "abc"[i % 3], "ab"[i % 2])),
        of_rows(9000, lambda i: (f"{i % 9} %" if i < 2100 else "abc"[i % 3], "ab"[i % 2])),
        of_rows(9000, lambda i: (f'"0,{i % 9}"' if i < 2100 else "abc"[i % 3], "ab"[i % 2])),
        of_rows(9000, lambda i: (i * i, f"0.{i % 9}" if i < 2100 else "abc"[i % 3])),
    ],
    ids=["classes in order", "dates first", "percentages first", "marks first", "fractions first"],
)
def test_a_beginning_that_the_rest_mends_is_no_problem(tmp_path, text):
    (tmp_path / "t.csv").write_text(text)
    dataset = declared(tmp_path / "t.csv")
    assert dataset_problems(dataset) == []
    load_task("mine", datasets=[dataset])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rows", [FEW, MANY])
@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"metric": "auc"}, "metric auc needs 2 classes, target column 'class' holds 3"),
        ({"split": {"column": "x"}}, "split column 'x' holds 'tset' in line 9; valid are train, validation, test"),
        ({"source": {"ignore": ["x", "z"]}}, "no feature column is left"),
    ],
)
def test_faults_of_metric_and_split_show_in_the_beginning(tmp_path, rows, keys, message):
    parts = ["train", "test"]
    lines = [f"{i * i},{'tset' if i == 7 else parts[i % 2]},{'abc'[i % 3]}\n" for i in range(rows)]
    (tmp_path / "t.csv").write_text("z,x,class\n" + "".join(lines))
    source = {"csv": str(tmp_path / "t.csv"), "target": "class", **keys.get("source", {})}
    (problem,) = dataset_problems(
        Dataset(name="mine", source=source, **{k: v for k, v in keys.items() if k != "source"})
    )
    assert message in problem


def test_a_split_column_does_not_matter_where_there_is_no_class(tmp_path):
    lines = [
        f"{i * i},{'' if i == 7 else 'test' if i % 4 else 'train'},{'' if i == 7 else i % 3}\n" for i in range(MANY)
    ]
    (tmp_path / "t.csv").write_text("z,x,class\n" + "".join(lines))
    source = {"csv": str(tmp_path / "t.csv"), "target": "class"}
    assert dataset_problems(Dataset(name="mine", source=source, split={"column": "x"})) == []


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
    result = CliRunner().invoke(app, ["check", str(tmp_path / "c.yaml")])
    assert result.exit_code == 0
    assert "note" not in result.output
    (tmp_path / "t.csv").write_text("," + table(FEW, lambda i: f"{i},{i * i}"))
    result = CliRunner().invoke(app, ["check", str(tmp_path / "c.yaml")])
    assert result.exit_code == 0
    assert "note on mine: the unnamed first column numbers the rows and was left out\n" in result.output
