"""Networks that a config declares."""

import pytest

from snnbench.config.read import ConfigError, read_config
from snnbench.methods.registry import METHODS, is_network

GRID = {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}
GELU = {"name": "GELU", "activation": "torch.nn.GELU", "grid": GRID}
LAYER = {"name": "Half-open", "like": "Highway", "layer": "own_layers.half_open"}
MINE = {"name": "Mine", "module": "own_modules.ResMLP", "grid": {"width": [8, 16], "learning_rate": [0.1]}}


def config(*networks, **more):
    values = {"run": "x", "tasks": ["iris"], "methods": [n.get("name") for n in networks], "grids": {}}
    return read_config({**values, "networks": list(networks), **more})


def test_declared_networks_are_methods_until_the_next_config():
    read = config(GELU, MINE)
    assert is_network("GELU")
    assert is_network("Mine")
    assert [setting["width"] for setting in read.grid_of("uci", "Mine")] == [8, 16]
    assert read.grid_of("uci", "GELU") == [{"hidden_layers": 2, "hidden_units": 8, "learning_rate": 0.1}]
    config(MINE)
    assert not is_network("GELU")


def test_a_definition_is_part_of_the_method():
    config(GELU)
    first = repr(METHODS["GELU"])
    assert METHODS["GELU"].modules == ("snnbench.methods.train_networks", "snnbench.nets.own.elementwise", "torch.nn")
    config({**GELU, "gain": 2.0})
    assert repr(METHODS["GELU"]) != first
    config(MINE)
    assert METHODS["Mine"].modules[-2:] == ("own_modules", "torch.optim")


def test_grids_of_suites_come_before_the_networks_own():
    read = config(GELU, grids={"uci": {"GELU": {**GRID, "hidden_units": [4]}}})
    assert read.grid_of("uci", "GELU")[0]["hidden_units"] == 4
    assert read.grid_of("htru2", "GELU")[0]["hidden_units"] == 8


def test_another_layer_is_searched_like_the_network_it_changes():
    grids = {"default": {"Highway": {"hidden_layers": [2, 4], "learning_rate": [0.1]}}, "uci": {}}
    read = config(LAYER, grids=grids)
    assert read.grid_of("uci", "Half-open") == read.grid_of("uci", "Highway")
    assert read.grids_of("Half-open") == read.grids_of("Highway")
    assert METHODS["Half-open"].modules == ("snnbench.methods.train_networks", "own_layers")
    own = config({**LAYER, "grid": {"hidden_layers": [1], "learning_rate": [1]}}, grids=grids)
    assert own.grid_of("uci", "Half-open") == [{"hidden_layers": 1, "learning_rate": 1}]


def test_a_layer_is_the_same_method_in_every_process():
    config(LAYER, grids={"default": {"Highway": {"hidden_layers": [2], "learning_rate": [0.1]}}})
    # The address of a function would be another one in each.
    assert " at 0x" not in repr(METHODS["Half-open"])


def test_what_is_written_out_can_be_read_again():
    read = config(GELU, MINE)
    assert type(read).model_validate(read.model_dump()) == read


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ({**GELU, "name": "SNN"}, "'SNN' is taken by the other methods"),
        ({**GELU, "module": "own_modules.ResMLP"}, "either an `activation`, a `module` or a `layer`"),
        ({"name": "None", "grid": GRID}, "either an `activation`, a `module` or a `layer`"),
        ({**GELU, "activation": "torch.nn.GELUX"}, r"networks.0.activation: 'torch.nn.GELUX' cannot be imported"),
        ({**GELU, "activation": "torch.nn.PReLU"}, r"networks.0.activation: 'torch.nn.PReLU' has parameters"),
        ({**GELU, "gain": 0}, "must be a positive number or auto"),
        ({**GELU, "gain": "automatic"}, "gain"),
        ({**GELU, "optimizer": "torch.optim.Adam"}, "`optimizer` says nothing about a network with `activation`"),
        ({**MINE, "dropout": "alpha"}, "`dropout` says nothing about a network with `module`"),
        ({**MINE, "optimizer": "torch.optim.Adm"}, r"networks.0.optimizer: 'torch.optim.Adm' cannot be imported"),
        ({**GELU, "grid": {**GRID, "widht": [3]}}, r"networks.0.grid.widht: unknown hyperparameter of GELU"),
        ({**GELU, "grid": {"hidden_layers": [2]}}, r"networks.0.grid: learning_rate is missing"),
        ({**GELU, "grid": {**GRID, "dropout": [1.0]}}, r"networks.0.grid.dropout: 1.0 is wrong"),
        (
            {**MINE, "grid": {"widht": [8], "learning_rate": [0.1]}},
            r"networks.0.grid.widht: unknown hyperparameter of Mine",
        ),
        ({**MINE, "grid": {}}, "no suite has a grid for Mine"),
        ({**GELU, "depth": "hidden_layers"}, "`depth` says nothing about a network with `activation`"),
        ({**MINE, "depth": "stages"}, r"networks.0.grid: stages is missing"),
        (
            {**MINE, "depth": "stages", "grid": {**MINE["grid"], "stages": [1]}},
            r"networks.0.grid.stages: unknown hyperparameter of Mine",
        ),
        (
            {**MINE, "depth": "blocks", "grid": {**MINE["grid"], "blocks": [0]}},
            r"networks.0.grid.blocks: 0 is wrong: it must be a positive integer",
        ),
        (
            {**MINE, "depth": "width", "grid": {**MINE["grid"], "blocks": [1]}},
            r"networks.0.depth: 'width' is wrong: the grid has blocks, another",
        ),
        (LAYER, "no suite has a grid for Half-open"),
        (
            {**LAYER, "like": "Highwy"},
            r"networks.0.like: no built-in network is called 'Highwy' \(did you mean 'Highway'",
        ),
        ({**LAYER, "like": None}, "says which built-in network it is `like`"),
        ({**LAYER, "layer": "own_layers.missing"}, "networks.0.layer: 'own_layers.missing' cannot be imported"),
        ({**GELU, "like": "SNN"}, "`like` says nothing about a network with `activation`"),
    ],
)
def test_what_is_wrong_is_named(network, message):
    with pytest.raises(ConfigError, match=message):
        config(network)
