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
        (
            {**MINE, "optimizer": "torch.nn.Linear"},
            "networks.0.optimizer: <class 'torch.nn.modules.linear.Linear'> is no optimiser: a class such as",
        ),
        ({**MINE, "optimizer": "torch.optim.LBFGS"}, "networks.0.optimizer: LBFGS.* cannot take a step from gradients"),
        (
            {**MINE, "optimizer": "torch.optim.Rprop", "grid": {**MINE["grid"], "l2": [0, 0.1]}},
            "networks.0.optimizer: Rprop has no weight decay, and l2 is 0.1; it must be 0",
        ),
        (
            {**MINE, "optimizer_arguments": {"momentun": 0.9}},
            "SGD has no argument 'momentun'; it has momentum, dampening",
        ),
        ({**MINE, "optimizer_arguments": {"momentum": -1}}, r"SGD\(.*cannot take a step .*Invalid momentum value: -1"),
        (
            {**MINE, "optimizer_arguments": {"lr": 1}},
            "argument 'lr' of SGD cannot be given, since `learning_rate` sets",
        ),
        (
            {**MINE, "optimizer_arguments": {"weight_decay": 1}},
            "'weight_decay' of SGD cannot be given, since `l2` sets",
        ),
        ({**MINE, "optimizer_arguments": {"params": []}}, "'params' of SGD cannot be given, since the module's param"),
        (
            {**MINE, "arguments": {"dropot": 0.1}},
            r"networks.0.arguments.dropot: unknown argument of own_modules.ResMLP \(did you mean 'dropout'",
        ),
        ({**MINE, "arguments": {"width": 8}}, "networks.0.arguments.width: the grid has width too, and would decide"),
        ({**MINE, "module": "own_modules.SeluNet"}, "networks.0.module: own_modules.SeluNet .* argument: 'depth'"),
        ({**MINE, "module": "builtins.dict"}, r"networks.0.module: 'builtins.dict' is no class of modules"),
        ({**MINE, "module": "collections.OrderedDict"}, "'collections.OrderedDict' is no class of modules"),
        ({**MINE, "module": "torch.Tensor"}, "'torch.Tensor' is no class of modules"),
        ({**MINE, "module": "math.pi"}, "'math.pi' is no class of modules"),
        ({**MINE, "module": "builtins.print"}, "networks.0"),
        (
            {**GELU, "dropout": "none", "grid": {**GRID, "dropout": [0, 0.5]}},
            "networks.0.grid.dropout: its values would all mean the same, as the network's `dropout` is none",
        ),
        ({**GELU, "arguments": {"aproximate": "tanh"}}, "networks.0.activation: .*'aproximate'"),
        ({**GELU, "activation": "torch.log"}, "networks.0.activation: 'torch.log' is not finite at some value"),
        (
            {**GELU, "activation": "torch.nn.Tanhshrink", "dropout": "alpha"},
            "networks.0.activation: 'torch.nn.Tanhshrink' has no lower limit",
        ),
        ({**GELU, "activation": "own_modules.zero"}, "networks.0.activation: no gain keeps the variance"),
        ({**GELU, "like": "SNN"}, "`like` says nothing about a network with `activation`"),
    ],
)
def test_what_is_wrong_is_named(network, message):
    with pytest.raises(ConfigError, match=message):
        config(network)


def test_what_a_module_needs_may_stand_in_arguments_or_the_grid():
    network = {**MINE, "module": "own_modules.SeluNet", "arguments": {"depth": 2}}
    assert config(network).grid_of("uci", "Mine")[0]["width"] == 8


@pytest.mark.parametrize(
    ("network", "grid", "name"),
    [
        ({**GELU, "dropout": "none"}, {**GRID, "dropout": [0, 0.5]}, "dropout"),
        ({**MINE, "grid": {}, "arguments": {"width": 8}}, MINE["grid"], "width"),
    ],
)
def test_grids_of_suites_vary_nothing_that_the_network_leaves_no_choice_of(network, grid, name):
    with pytest.raises(ConfigError, match=f"grids.uci.{network['name']}.{name}: unknown hyperparameter"):
        config(network, grids={"uci": {network["name"]: grid}})
