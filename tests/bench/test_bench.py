"""The benchmark: its columns and figure, and that it times the same nets on all sides."""

import pandas as pd
import pytest
import torch
from typer.testing import CliRunner

from snnbench.bench import peer_jax
from snnbench.bench.peer_autograd import autograd_epoch
from snnbench.bench.plain import plain_network
from snnbench.bench.sides import setting_of
from snnbench.cli import app
from snnbench.methods.registry import NETS
from snnbench.nets.architectures import ARCHITECTURES


def test_writes_the_documented_columns_and_a_figure(tmp_path):
    arguments = ["bench", "--methods", "MSRAinit", "--widths", "8", "--depths", "2", "--rows", "128"]
    outputs = ["--rounds", "1", "--csv", str(tmp_path / "b.csv"), "--figure", str(tmp_path / "b.png")]
    result = CliRunner().invoke(app, [*arguments, *outputs])
    assert result.exit_code == 0, result.output
    table = pd.read_csv(tmp_path / "b.csv")
    assert list(table.columns) == [
        "method",
        "width",
        "depth",
        "dropout",
        "rows",
        "samples_per_second",
        "ratio_loop",
        "ratio_sklearn",
        "ratio_autograd",
        "ratio_jax",
        "peak_share",
    ]
    assert table["dropout"].tolist() == [0.5, 0]
    assert (table[["samples_per_second", "ratio_loop", "ratio_autograd", "peak_share"]] > 0).all(axis=None)
    assert table["ratio_jax"].notna().all() == peer_jax.is_installed()
    # scikit-learn has no dropout.
    assert table["ratio_sklearn"].notna().tolist() == [False, True]
    assert (tmp_path / "b.png").stat().st_size > 0


def test_an_unknown_network_is_named():
    result = CliRunner().invoke(app, ["bench", "--methods", "SNNN"])
    assert result.exit_code == 2
    assert "SNNN is no network" in result.output


@pytest.mark.parametrize("method", NETS)
def test_the_plain_net_has_the_stacks_weight_matrices(method):
    net = plain_network(method, 20, 8, 3, 4, 0.1)
    shapes = [tuple(m.weight.shape[::-1]) for m in net.modules() if isinstance(m, torch.nn.Linear)]
    assert sorted(shapes) == sorted(ARCHITECTURES[method].weight_shapes(setting_of(method, 8, 3, 0.1), 20, 4))


@pytest.mark.parametrize(("method", "dropout"), [("SNN", 0.2), ("MSRAinit", 0.0)])
def test_the_peers_learn_what_a_line_separates(method, dropout):
    """Each net of a stack falls below the loss of guessing: the peers train, and train every member."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(256, 4, generator=generator)
    y = (x[:, 0] > 0).long()
    stack = autograd_epoch(method, 3, 16, 2, dropout, x, y, 32)
    losses = [stack() for _ in range(60)]
    assert losses[-1].shape == (3,)
    assert (losses[-1] < 0.75 * losses[0]).all()
    if peer_jax.is_installed():
        epoch = peer_jax.jax_epoch(method, 3, 16, 2, dropout, x, y, 32)
        losses = [epoch() for _ in range(60)]
        assert losses[-1].shape == (3,)
        assert (losses[-1] < 0.75 * losses[0]).all()
