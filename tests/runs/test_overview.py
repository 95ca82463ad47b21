"""The overview: a run without data stops and says what to set, a part of one goes on."""

import json
from types import SimpleNamespace

import pytest

from snnbench.config.read import read_config
from snnbench.runs.overview import NothingToTrainOn, write_overview

REASON = "unavailable: no mirror has it"


@pytest.fixture
def descriptions(tmp_path):
    path = tmp_path / "descriptions.json"
    path.write_text(json.dumps([{"name": "miniboone", "status": REASON, "rows": 130064}]))
    return [str(path)]


def config_of(**changes):
    values = {"run": "x", "tasks": ["miniboone"], "methods": ["SVM"], "grids": {"default": {"SVM": {"C": [1]}}}}
    return read_config({**values, "device": "cpu", **changes})


def test_a_run_of_which_no_task_is_available_stops(descriptions, tmp_path):
    output = SimpleNamespace(tasks=tmp_path / "tasks.csv", device=tmp_path / "device.json")
    with pytest.raises(NothingToTrainOn, match=f"miniboone: {REASON}\n.*SNNBENCH_MIRROR"):
        write_overview(descriptions, config_of(), output)
    assert not output.tasks.exists()


@pytest.mark.parametrize("part", [{"folds": [0], "repeats": [0]}, {"folds": [0]}, {"repeats": [0]}])
def test_a_piece_of_which_no_task_is_available_goes_on(descriptions, tmp_path, part):
    output = SimpleNamespace(tasks=tmp_path / "tasks.csv", device=tmp_path / "device.json")
    write_overview(descriptions, config_of(part=part), output)
    assert f"miniboone,{REASON},130064" in output.tasks.read_text()
    assert output.device.exists()
