"""Whether pieces of a run agree, and what they say together of its config and its environment."""

import json

import pytest
from pieces_of_a_run import ENVIRONMENT, PIECES

from snnbench.runs.merge.agreement import PiecesDiffer, joined_config, joined_environment
from snnbench.runs.merge.merge import merge_runs


def test_the_config_of_the_whole_has_what_any_piece_has():
    tree = {"name": "Tree", "estimator": "sklearn.tree.DecisionTreeClassifier"}
    mine = {"name": "Mine", "estimator": "mine.Mine"}
    iris, wine = ({"name": name, "source": {"csv": f"{name}.csv", "target": "y"}} for name in ("iris", "wine"))
    one = {"run": "a", "seed": 0, "part": {"folds": [0]}, "subset_of": "all", "tasks": ["iris"], "methods": ["Tree"]}
    one |= {"estimators": [tree], "datasets": [iris], "grids": {"default": {"Tree": {"max_depth": [1]}}}}
    one |= {"only": {"uci": ["Tree"], "user": ["SVM"]}}
    other = {"run": "b", "seed": 0, "tasks": ["wine", "iris"], "methods": ["Tree", "Mine"]}
    other |= {"estimators": [mine, tree], "datasets": [iris, wine], "only": {"user": ["Mine", "SVM"], "htru2": []}}
    other |= {"grids": {"default": {"Mine": {"a": [2]}}, "uci": {"Tree": {"max_depth": [3]}}}}
    merged, differences = joined_config({"a": one, "b": other})
    assert differences == []
    assert merged == {
        "run": "a",
        "seed": 0,
        "tasks": ["iris", "wine"],
        "methods": ["Tree", "Mine"],
        "estimators": [tree, mine],
        "datasets": [iris, wine],
        "networks": [],
        "grids": {"default": {"Tree": {"max_depth": [1]}, "Mine": {"a": [2]}}, "uci": {"Tree": {"max_depth": [3]}}},
        "only": {"uci": ["Tree"], "user": ["SVM", "Mine"], "htru2": []},
    }
    changed = other | {
        "estimators": [tree | {"estimator": "mine.Tree"}],
        "datasets": [iris | {"source": {"csv": "iris.csv", "target": "z"}}],
    }
    assert joined_config({"a": one, "b": changed})[1] == [
        "datasets: b declares 'iris' otherwise than the pieces before",
        "estimators: b declares 'Tree' otherwise than the pieces before",
    ]
    short = {"run": "c", "seed": 0, "tasks": ["iris"], "methods": ["SVM"]}
    assert joined_config({"c": short, "d": short}) == (
        short | {"only": {}, "datasets": [], "estimators": [], "networks": [], "grids": {}},
        [],
    )


def test_an_entry_that_only_a_later_environment_has_is_kept():
    later = ENVIRONMENT | {"gpu": "NVIDIA X"}
    environment, differences = joined_environment({"a": ENVIRONMENT, "b": later})
    assert differences == []
    assert environment == {**later, "merged": ["a", "b"]}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"seed": 1}, "seed: 0 in .*first, 1 in .*second"),
        ({"protocol": {"epochs": 3}}, "protocol: .*'epochs': 100.*'epochs': 3"),
        ({"repeats": {"sklearn": 3}}, "repeats: "),
        ({"grids": {"default": {"SVM": {"C": [2]}, "NaiveBayes": {}}}}, "grids.default.SVM: .*second has another grid"),
        ({"environment": ENVIRONMENT | {"torch": "2.12.0"}}, "torch: 2.13.0 in .*first, 2.12.0 in .*second"),
        ({"environment": ENVIRONMENT | {"torch": "2.14.0"}}, "torch: 2.13.0 in .*first, 2.14.0 in .*second"),
        ({"environment": ENVIRONMENT | {"device": "cuda"}}, "device: None in .*first, cuda in .*second"),
        ({"environment": ENVIRONMENT | {"code": {"SVM": "cc"}}}, "code of SVM: .*second"),
        ({"environment": ENVIRONMENT | {"code": {"SVM": "a0"}}}, "code of SVM: .*second"),
        ({"environment": {k: v for k, v in ENVIRONMENT.items() if k != "code"}}, "second lacks the hashes"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_pieces_that_differ_in_what_decides_a_result_are_refused(run, tmp_path, changed, message):
    folders = [run("first", **PIECES["first"]), run("second", **PIECES["second"] | changed)]
    with pytest.raises(PiecesDiffer, match=message):
        merge_runs(folders, tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


def test_what_decides_no_result_may_differ(run, tmp_path):
    elsewhere = ENVIRONMENT | {"machine": "another", "code": {"SVM": "aa"}}
    second = run("second", environment=elsewhere, methods=["SVM"], mirrors=["elsewhere"], **PIECES["second"])
    merge_runs([run("first", **PIECES["first"]), second], tmp_path / "merged")
    environment = json.loads((tmp_path / "merged" / "environment.json").read_text())
    # Names, since a path says something about one machine only.
    assert environment["merged"] == ["first", "second"]
    assert environment["machine"] == "Linux x86_64, 2 cores; another"
    assert environment["code"] == ENVIRONMENT["code"]
