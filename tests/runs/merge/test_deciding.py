"""Which keys of pieces' configs may differ."""

import pytest

from snnbench.config.model import Config
from snnbench.config.read import read_config
from snnbench.runs.merge.agreement import joined_config
from snnbench.runs.merge.deciding import CHOICES_OF_ROWS, CIRCUMSTANCES, JOINED, deciding

VALUES = {
    "run": "whole",
    "tasks": ["sklearn-iris"],
    "methods": ["SNN"],
    "grids": {"default": {"SNN": {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}}},
    "device": "cpu",
}
MISH = {"name": "Mish", "activation": "torch.nn.functional.mish", "grid": VALUES["grids"]["default"]["SNN"]}
SILU = MISH | {"name": "SiLU", "activation": "torch.nn.functional.silu"}


def merged(first, second, same_content=()):
    pieces = {
        name: read_config(VALUES | changes).model_dump(mode="json")
        for name, changes in (("first", first), ("second", second))
    }
    return joined_config(pieces, same_content)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"tox21": {"threads": 8}}, {"tox21": {"threads": 2}}),
        ({"tox21": {"validation": "folds", "fold": 1}}, {"tox21": {"validation": "folds", "fold": 2}}),
        ({"search": {"strategy": "grid", "rungs": [5], "keep": 0.5}}, {"search": "grid"}),
        ({"precision": "tf32"}, {"precision": "float32"}),
        ({"missing": "fail", "incomplete": "drop", "theory": True}, {}),
        ({"jobs_per_gpu": 2, "limits": {"seconds": 9}, "store": "s", "mirrors": ["m"], "data_dir": "d"}, {}),
    ],
    ids=["threads", "fold", "rungs", "precision", "shown", "where"],
)
def test_what_changes_no_result_may_differ(first, second):
    assert merged(first, second)[1] == []


@pytest.mark.parametrize(
    ("first", "second", "key"),
    [
        ({"tox21": {"fold": 1}}, {"tox21": {"fold": 2}}, "tox21"),
        ({"search": {"strategy": "halving", "keep": 0.5}}, {"search": "halving"}, "search"),
        # It says which settings are trained again.
        ({"search": {"strategy": "grid", "by_depth": []}}, {"search": "grid"}, "search"),
        ({"device": "cuda", "precision": "tf32"}, {"device": "cuda"}, "precision"),
        ({"scaling": "as_published"}, {}, "scaling"),
        ({"stack_megabytes": 1}, {}, "stack_megabytes"),
        ({"folds": "all"}, {}, "folds"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_decides_a_result_may_not(first, second, key):
    (difference,) = merged(first, second)[1]
    assert difference.startswith(f"{key}: ")
    assert "in first" in difference
    assert "in second" in difference


def test_every_key_is_decided_on():
    """A new key is taken to decide results until it is listed."""
    keys = {*Config.model_fields}
    decides = {"seed", "protocol", "search", "folds", "repeats", "scaling", "tox21", "device", "precision"}
    decides |= {"stack_megabytes"}
    assert keys == decides | {*CHOICES_OF_ROWS, *CIRCUMSTANCES, *JOINED} - {"process_per_method_from_rows"}
    assert {*deciding(dict.fromkeys(keys))} == decides


def test_networks_are_joined_by_name():
    both = VALUES["methods"]
    config, differences = merged(
        {"networks": [MISH], "methods": [*both, "Mish"]}, {"networks": [MISH, SILU], "methods": [*both, "SiLU"]}
    )
    assert differences == []
    assert [network["name"] for network in config["networks"]] == ["Mish", "SiLU"]
    assert read_config(config).methods == ("SNN", "Mish", "SiLU")
    other = merged({"networks": [MISH]}, {"networks": [MISH | {"gain": 2.0}]})[1]
    assert other == ["networks: second declares 'Mish' otherwise than the pieces before"]


def test_where_a_data_set_was_read_from_may_differ_if_its_content_does_not(tmp_path):
    def declared(name, metric="accuracy", **source):
        path = tmp_path / name
        path.write_text("x,class\n1,a\n2,b\n")
        source = {"csv": str(path), "target": "class", **source}
        return {"datasets": [{"name": "sheet", "source": source, "metric": metric}], "tasks": ["sheet"]}

    here, there = declared("here.csv"), declared("there.csv", max_megabytes=5)
    assert merged(here, there, same_content={"sheet"})[1] == []
    assert merged(here, there)[1] == ["datasets: second declares 'sheet' otherwise than the pieces before"]
    assert merged(here, declared("here.csv", metric="auc"), same_content={"sheet"})[1] != []
