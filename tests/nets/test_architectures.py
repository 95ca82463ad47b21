"""Records of networks: what is known without building a net agrees with the nets that are built."""

import subprocess
import sys

import pytest

from snnbench.methods.registry import METHODS, NETS, is_network, networks
from snnbench.nets.architecture import LAYERS, TRAINING, Architecture
from snnbench.nets.architectures import ARCHITECTURES, depth_of, register, shape_key, unregister
from snnbench.nets.build import Member, build_network
from snnbench.nets.hyperparameters import layer_widths


@pytest.fixture
def eighth():
    """A network that only this test knows, registered by its record alone."""
    record = Architecture(
        name="Eighth",
        builder="snnbench.nets.hidden.msra_init:hidden_layer",
        hyperparameters={**TRAINING, "hidden_units": "positive integer", "storeys": "positive integer"},
        depth="storeys",
    )
    register(record)
    yield record
    unregister(record.name)


def test_an_eighth_network_is_known_by_its_record_alone(eighth):
    assert is_network("Eighth")
    assert "Eighth" not in NETS
    assert list(METHODS)[len(networks()) - 1] == "Eighth"
    assert METHODS["Eighth"].hyperparameters() == eighth.hyperparameters
    setting = {"hidden_units": 4, "storeys": 2, "learning_rate": 0.1}
    assert depth_of(setting) == 2
    network = build_network("Eighth", [Member(setting, 0), Member({**setting, "storeys": 1}, 1)], 5, 3)
    weights = [tuple(t.shape[1:]) for name, t in network.all_tensors() if name.endswith("weight")]
    assert sorted(weights) == sorted(eighth.weight_shapes(setting, 5, 3))


def test_the_papers_networks_come_first_and_are_marked():
    assert NETS == ("SNN", "MSRAinit", "BatchNorm", "LayerNorm", "WeightNorm", "Highway", "ResNet")
    assert networks()[: len(NETS)] == NETS
    assert tuple(METHODS)[: len(NETS)] == NETS
    assert is_network("SNN")
    assert not is_network("SVM")


def test_conic_widths_fall_geometrically_from_the_units_towards_the_outputs():
    """The ratio of neighbours is constant and the outputs would come next: 64, 16, 4, then 1."""
    assert layer_widths(64, 3, 1, "conic") == [64, 16, 4]
    assert layer_widths(1000, 3, 1, "conic") == [1000, 100, 10]
    assert layer_widths(64, 3, 1, "rectangular") == [64, 64, 64]
    assert ARCHITECTURES["SNN"].weight_shapes(
        {"hidden_units": 64, "hidden_layers": 3, "layer_form": "conic"}, inputs=5, outputs=1
    ) == [(5, 64), (64, 16), (16, 4), (4, 1)]


def test_operations_by_hand():
    """Two products where no step is passed on to the data, three elsewhere; twice rows x inputs x units each."""
    plain = {"hidden_units": 8, "hidden_layers": 2}
    assert ARCHITECTURES["SNN"].step_operations(plain, 5, 3, rows=10) == 20 * (2 * 5 * 8 + 3 * 8 * 8 + 3 * 8 * 3)
    as_wide_as_the_data = {"hidden_layers": 2}
    assert ARCHITECTURES["Highway"].step_operations(as_wide_as_the_data, 8, 3, rows=10) == 20 * (
        2 * 2 * 64 + 2 * 3 * 64 + 3 * 8 * 3
    )
    blocks = {"units_per_block": 8, "blocks": 1, "block_form": "diavolo", "bottleneck": 0.25}
    assert ARCHITECTURES["ResNet"].step_operations(blocks, 5, 3, rows=10) == 20 * (
        2 * 5 * 8 + 3 * (8 * 2 + 2 * 2 + 2 * 8) + 3 * 8 * 3
    )
    # Without a stem the first block passes its input's step on like the others.
    assert ARCHITECTURES["ResNet"].step_operations(blocks, 8, 3, rows=10) == 20 * (
        3 * (8 * 2 + 2 * 2 + 2 * 8) + 3 * 8 * 3
    )


def test_a_record_is_refused_where_it_is_wrong():
    with pytest.raises(ValueError, match="another network called SNN"):
        register(Architecture(name="SNN", builder="a:b", hyperparameters={}))
    with pytest.raises(ValueError, match="'small' is not one of positive integer"):
        register(Architecture(name="New", builder="a:b", hyperparameters={"units": "small"}))
    with pytest.raises(ValueError, match="module:function"):
        register(Architecture(name="New", builder="a.b", hyperparameters={**LAYERS}))
    assert "New" not in ARCHITECTURES
    register(ARCHITECTURES["SNN"])


def test_depths_of_records_are_free_in_a_stack():
    assert depth_of({"blocks": 3}) == 3
    assert shape_key({"hidden_units": 8, "hidden_layers": 2, "dropout": 0.1}) == (("hidden_units", 8),)
    with pytest.raises(KeyError, match="blocks, hidden_layers"):
        depth_of({"storeys": 2})


def test_records_need_neither_torch_nor_numba():
    code = "import sys, snnbench.methods.registry; sys.exit(bool({'torch', 'numba', 'sklearn'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)
