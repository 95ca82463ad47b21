"""What pieces of a run say together of its config and its environment."""

from snnbench.runs.merge.agreement import joined_config, joined_environment

ENVIRONMENT = {"torch": "2.13.0", "machine": "Linux x86_64, 2 cores", "code": {"SVM": "aa"}}


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
