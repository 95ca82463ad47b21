"""The rows of a job, of its run, and of each cell; what made them; and what is to be tried again."""

import hashlib
import json
import logging
import warnings
from types import SimpleNamespace

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

import snnbench
from snnbench.config.read import read_config
from snnbench.data.errors import TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.task import Task
from snnbench.methods.registry import METHODS
from snnbench.runs import batch, environment
from snnbench.runs.batch import compute_batch
from snnbench.runs.collect import collect_run
from snnbench.runs.intermediate import DamagedFile
from snnbench.runs.isolated import InThisProcess
from snnbench.runs.job import logged_job
from snnbench.runs.keys import code_of
from snnbench.runs.overview import write_overview
from snnbench.runs.rows import RUNS, TRIALS
from snnbench.runs.state import next_attempt

VALUES = {
    "run": "x",
    "tasks": ["sklearn-iris", "zoo"],
    "methods": ["DecisionTree", "NaiveBayes"],
    "grids": {"default": {"DecisionTree": {"max_depth": [1, 2]}}},
    "device": "cpu",
}
CONFIG = read_config(VALUES)
CELLS = [(task, method) for task in ("zoo", "sklearn-iris", "my-own") for method in ("DecisionTree", "NaiveBayes")]


@pytest.fixture
def computed(tmp_path, monkeypatch):
    """Compute the batch in this process, and return its rows."""
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
    load_task("sklearn-iris").save(folders[0] / "sklearn-iris.npz")
    for name in ("zoo", "my-own"):
        Task.save_unavailable(folders[1] / f"{name}.npz", TaskUnavailable(name, "nowhere"))
    monkeypatch.setattr(batch, "Processes", lambda methods, device: InThisProcess())
    output = SimpleNamespace(rows=str(tmp_path / "rows.parquet"), state=str(tmp_path / "state.json"))

    def computed(cells=CELLS, **attempt):
        compute_batch(cells, list(map(str, folders)), CONFIG, tmp_path, output, **attempt)
        return pq.read_table(output.rows).to_pandas()

    return computed


def test_a_batch_has_the_rows_of_its_cells_and_reasons_for_the_others(computed, tmp_path):
    rows = computed()
    assert list(rows.columns) == TRIALS.names
    first = rows.drop_duplicates(["task", "method"])
    assert list(zip(first["task"], first["method"], strict=True)) == CELLS
    assert first.set_index("task")["suite"].to_dict() == {"zoo": "uci", "sklearn-iris": "sklearn", "my-own": "user"}
    statuses = first.set_index(["task", "method"])["status"]
    assert (statuses["sklearn-iris"] == "ok").all()
    assert (rows[["split", "repeat"]] == 0).all(axis=None)
    assert (statuses[["zoo", "my-own"]] == "unavailable: nowhere").all()
    assert rows.groupby("method").size().to_dict() == {"DecisionTree": 4, "NaiveBayes": 3}
    # That data are unavailable is the affair of the job that fetches them.
    assert next_attempt(tmp_path / "state.json") == 0
    for task, method in CELLS:
        shown = pd.read_parquet(tmp_path / CONFIG.run / "cells" / task / f"{method}.parquet")
        of_cell = rows.query("task == @task and method == @method").reset_index(drop=True)
        pd.testing.assert_frame_equal(shown, of_cell)
    assert computed([]).empty


def test_what_failed_is_tried_again_with_its_first_reason(computed, tmp_path, monkeypatch):
    from sklearn.tree import DecisionTreeClassifier

    def fail(self, X, y, **_):
        raise ArithmeticError(f"depth {self.max_depth}")

    monkeypatch.setattr(DecisionTreeClassifier, "fit", fail)
    computed(attempt=5)
    state = json.loads((tmp_path / "state.json").read_text())
    assert state["attempt"] == 5
    assert state["failures"] == [{"what": "DecisionTree on sklearn-iris", "reason": "failed: ArithmeticError: depth 1"}]
    assert next_attempt(tmp_path / "state.json") == 6


def test_a_run_is_collected_with_what_made_it(computed, tmp_path):
    computed()
    names = {"runs": "runs.parquet", "trials": "trials.parquet", "config": "config.yaml", "environment": "e.json"}
    output = SimpleNamespace(**{key: str(tmp_path / "out" / name) for key, name in names.items()})
    computed(CELLS[:2])
    (tmp_path / "rows.parquet").rename(tmp_path / "first.parquet")
    computed(CELLS[2:])
    for _ in range(2):  # again, over the files of an earlier call
        collect_run([str(tmp_path / "first.parquet"), str(tmp_path / "rows.parquet")], CONFIG, output)
    runs, trials = pd.read_parquet(output.runs), pq.read_table(output.trials)
    assert list(runs.columns) == RUNS.names
    assert len(runs) == len(CELLS)
    assert trials.schema.equals(TRIALS)
    assert trials.schema.metadata is None
    first = trials.to_pandas().drop_duplicates(["task", "method"])
    assert list(zip(first["task"], first["method"], strict=True)) == CELLS
    with open(output.config) as file:  # noqa: PTH123
        written = yaml.safe_load(file)
    assert read_config(written) == CONFIG
    assert list(written) == list(type(CONFIG).model_fields), "in the order of docs/config.md"
    assert '\n  "seed": 0,\n' in (tmp_path / "out" / "e.json").read_text()
    made = json.loads((tmp_path / "out" / "e.json").read_text())
    assert (made["snnbench"], made["seed"], made["device"], made["gpu"]) == (snnbench.__version__, 0, "cpu", "none")
    text = json.dumps(CONFIG.model_dump(mode="json"), sort_keys=True)
    assert made["config_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert made["code"] == {name: code_of(METHODS[name]) for name in CONFIG.methods}
    assert set(environment.LIBRARIES) <= set(made)


def test_the_gpu_is_named_where_there_was_one(tmp_path, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.get_device_name", lambda: "NVIDIA X")
    for device, gpu in (("cuda", "NVIDIA X"), ("cpu", "none")):
        environment.write_environment(CONFIG.model_copy(update={"device": device}), str(tmp_path / "e.json"))
        assert json.loads((tmp_path / "e.json").read_text())["gpu"] == gpu
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    environment.write_environment(CONFIG.model_copy(update={"device": "cuda"}), str(tmp_path / "e.json"))
    assert json.loads((tmp_path / "e.json").read_text())["gpu"] == "none on the machine that collected"


def test_rdkit_is_named_where_tox21_is_in_the_run(tmp_path):
    path = tmp_path / "e.json"
    environment.write_environment(CONFIG, str(path))
    assert "rdkit" not in json.loads(path.read_text())
    environment.write_environment(CONFIG.model_copy(update={"tasks": ("tox21",)}), str(path))
    assert json.loads(path.read_text())["rdkit"] == environment.version("rdkit")


@pytest.fixture
def logging_as_before():
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    for handler in logging.root.handlers[:]:
        logging.root.removeHandler(handler)
    for handler in handlers:
        logging.root.addHandler(handler)
    logging.root.setLevel(level)
    logging.captureWarnings(False)


@pytest.mark.usefixtures("logging_as_before")
class TestJob:
    def test_its_config_has_the_device_that_was_decided_on(self, tmp_path):
        (tmp_path / "overview.json").write_text('{"device": "cuda"}')
        values = CONFIG.model_dump(mode="json")
        with logged_job(str(tmp_path / "log"), values, str(tmp_path / "overview.json")) as config:
            assert config.device == "cuda"
            warnings.warn("a warning", stacklevel=1)
            logging.getLogger("fontTools.subset").info("a letter of a figure")
            logging.info("a message")
        with logged_job(str(tmp_path / "other"), values) as config:
            assert config == CONFIG
        assert (tmp_path / "log").read_text().endswith(" a message\n")
        assert "UserWarning: a warning" in (tmp_path / "log").read_text()
        assert "a letter" not in (tmp_path / "log").read_text()
        assert (tmp_path / "other").read_text() == ""

    @pytest.mark.parametrize(
        ("error", "code", "line"), [(KeyboardInterrupt(), 130, "interrupted"), (ValueError("no luck"), 1, "job failed")]
    )
    def test_an_error_ends_it_with_an_exit_code_and_its_traceback_in_the_log(self, tmp_path, capsys, error, code, line):
        with pytest.raises(SystemExit) as ended, logged_job(str(tmp_path / "log"), CONFIG.model_dump(mode="json")):
            raise error
        assert ended.value.code == code
        log = (tmp_path / "log").read_text()
        assert line in log
        assert ("Traceback" in log) == (code == 1)
        assert capsys.readouterr().err == ("ValueError: no luck\nThe traceback is in " * (code == 1)) + (
            f"{tmp_path / 'log'}\n" * (code == 1)
        )


def test_a_damaged_file_between_jobs_is_named_with_what_to_do(computed, tmp_path):
    path = tmp_path / "one" / "sklearn-iris.npz"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(DamagedFile, match=r"delete the folder .*one and give the command again"):
        computed()
    path.unlink()
    with pytest.raises(
        DamagedFile, match=r"sklearn-iris\.npz is in none of .*: delete them and give the command again"
    ):
        computed()
    rows = tmp_path / "0001-iris.parquet"
    rows.write_bytes(b"PAR1 and no more")
    with pytest.raises(DamagedFile, match=r"0001-iris\.parquet cannot be read: delete it and give the command again"):
        collect_run([str(rows)], CONFIG, SimpleNamespace())
    with pytest.raises(DamagedFile, match=r"0001-iris\.parquet cannot be read: delete it and give the command again"):
        write_overview([str(rows)], CONFIG, SimpleNamespace())
