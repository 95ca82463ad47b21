"""Limits of cells for which the config names none."""

from snnbench.config.read import read_config
from snnbench.plan.limits import default_limits

CONFIG = {
    "run": "x",
    "tasks": ["iris", "adult"],
    "methods": ["SNN", "SVM"],
    "grids": {
        "default": {"SNN": {"hidden_units": [64], "hidden_layers": [8], "learning_rate": [0.1] * 50}, "SVM": {"C": [1]}}
    },
}


def test_limits_are_those_of_the_largest_cell_and_generous():
    small, large = ("iris", "SVM"), ("adult", "SNN")
    config = read_config(CONFIG)
    assert default_limits([small], config) == (5204, 3600)
    both, of_large = default_limits([small, large], config), default_limits([large], config)
    assert both == (5204, of_large.seconds)
    assert of_large.megabytes < 5204
    assert of_large.seconds > 3600


def test_a_gpu_s_context_is_allowed_for():
    limits = [default_limits([("iris", "SNN")], read_config({**CONFIG, "device": d})) for d in ("cpu", "cuda")]
    assert limits[1].megabytes > 12_000 > limits[0].megabytes
