"""Whatever decides a result is in its key, and a change of anything else is not."""

import dataclasses

import numpy as np
import pytest

from snnbench.code_version import metadata
from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.methods.registry import METHODS
from snnbench.methods.scikit_learn import ScikitLearn
from snnbench.runs import keys
from snnbench.runs.cells import run_cells
from snnbench.runs.compute import Replication
from snnbench.runs.isolated import InThisProcess
from snnbench.runs.keys import code_of, key_of, key_of_replication
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search

CONTENT = "0" * 64
BASE = Replication(
    suite="uci",
    task="iris",
    split=0,
    repeat=0,
    method="SNN",
    settings=[{"hidden_units": 8, "hidden_layers": 2, "learning_rate": 0.1}],
    seed=0,
    protocol=TrainingProtocol(),
    search=Search(),
    stack_megabytes=256,
    precision="float32",
    device="cpu",
)
CHANGES = {
    "suite": "user",
    "task": "wine",
    "split": 1,
    "repeat": 1,
    "method": "BatchNorm",
    "settings": [{**BASE.settings[0], "learning_rate": 0.2}],
    "seed": 1,
    "protocol": TrainingProtocol(epochs=99),
    "search": Search(strategy="halving"),
    "stack_megabytes": 255,
    "precision": "tf32",
    "device": "cuda",
}


def key(replication=BASE, content=CONTENT, method=METHODS["SNN"]):
    return key_of_replication(replication, content, method)


def test_every_field_of_a_replication_has_its_change_here():
    assert set(CHANGES) == {field.name for field in dataclasses.fields(Replication)}


@pytest.mark.parametrize("name", CHANGES)
def test_each_part_decides(name):
    assert key(dataclasses.replace(BASE, **{name: CHANGES[name]})) != key()


@pytest.mark.parametrize("field", sorted(TrainingProtocol.model_fields))
def test_each_part_of_the_protocol_decides(field):
    values = {"epochs": 99, "batch_size": 64, "smoothing": 5, "max_steps": 10, "average_weights": 0.5}
    changed = TrainingProtocol(**{field: values[field]})
    assert key(dataclasses.replace(BASE, protocol=changed)) != key()


def test_the_order_of_what_decides_does_not():
    swapped = [dict(reversed(setting.items())) for setting in BASE.settings]
    assert key(dataclasses.replace(BASE, settings=swapped)) == key()
    assert key_of(a=1, b=[2]) == key_of(b=[2], a=1) != key_of(a=1, b=[3])


def test_the_tasks_content_decides():
    assert key(content="1" * 64) != key()
    task = load_task("sklearn-iris")
    other = dataclasses.replace(task, X=np.nextafter(task.X, np.inf, dtype=task.X.dtype))
    assert other.content_hash() != task.content_hash()


def test_an_estimators_class_and_arguments_decide():
    methods = [
        ScikitLearn("Own", "sklearn.svm.SVC"),
        ScikitLearn("Own", "sklearn.svm.LinearSVC"),
        ScikitLearn("Own", "sklearn.svm.SVC", {"C": 2}),
    ]
    assert len({key(method=method) for method in methods}) == 3


@pytest.mark.parametrize(
    ("library", "method"),
    [(library, "SNN") for library in ("torch", "numpy", "numba")]
    + [(library, "RandomForest") for library in ("numpy", "scipy", "scikit-learn")],
)
def test_versions_of_libraries_decide(library, method, monkeypatch):
    before = key(method=METHODS[method])
    version = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0" if name == library else version(name))
    keys._code_of.cache_clear()
    try:
        assert key(method=METHODS[method]) != before
    finally:
        keys._code_of.cache_clear()


def test_a_users_source_decides(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "own_of_keys.py").write_text("import own_helper_of_keys")
    (tmp_path / "own_helper_of_keys.py").write_text("X = 1")
    method, found = ScikitLearn("Own", "own_of_keys.Own"), set()
    for text in ("X = 1", "X = 2"):
        (tmp_path / "own_helper_of_keys.py").write_text(text)
        keys._code_of.cache_clear()
        found.add(key(method=method))
    assert len(found) == 2


def test_methods_that_share_no_code_have_hashes_of_their_own():
    assert len({code_of(METHODS[name]) for name in ("SNN", "Highway", "SVM", "RuleFit")}) == 4
    assert code_of(METHODS["SVM"]) == code_of(METHODS["SVM"])


@pytest.fixture
def run(tmp_path):
    values = {"run": "x", "tasks": ["sklearn-wine"], "methods": ["DecisionTree"]}
    grids = {"default": {"DecisionTree": {"max_depth": [1, 2, 3]}}}

    def run(**changes):
        config = read_config({**values, "grids": grids, **changes})
        rows = run_cells(load_task("sklearn-wine"), ["DecisionTree"], config, tmp_path, executor=InThisProcess())
        return rows.to_pandas()

    return run


def test_a_baselines_seed_reaches_its_estimator(run, monkeypatch):
    from sklearn.tree import DecisionTreeClassifier

    seeds, fit = [], DecisionTreeClassifier.fit

    def recorded(self, X, y, **other):
        seeds.append(self.random_state)
        return fit(self, X, y, **other)

    monkeypatch.setattr(DecisionTreeClassifier, "fit", recorded)
    run(seed=1)
    run(seed=2)
    assert None not in seeds
    assert len(set(seeds)) == 6, "each setting and each seed has a random state of its own"


def test_seconds_of_a_cell_are_those_of_all_its_settings(run):
    from snnbench.runs.chosen import runs_of

    trials = run()
    assert (trials["seconds"] > 0).all()
    assert runs_of(trials)["seconds"].item() == pytest.approx(trials["seconds"].sum())
