"""The benchmark: its columns and figure, and that it times the same nets on all sides."""

import pandas as pd
import pytest
import torch
from typer.testing import CliRunner

from snnbench.bench.measure import setting_of
from snnbench.bench.plain import plain_network
from snnbench.cli import app
from snnbench.methods.registry import NETS
from snnbench.nets.architectures import ARCHITECTURES


def test_writes_the_documented_columns_and_a_figure(tmp_path):
    arguments = ["bench", "--methods", "SNN,MSRAinit", "--widths", "8,16", "--depths", "2", "--rows", "128"]
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
        "peak_share",
    ]
    assert len(table) == 8
    assert (table[["samples_per_second", "ratio_loop", "peak_share"]] > 0).all(axis=None)
    in_sklearn = (table["method"] == "MSRAinit") & (table["dropout"] == 0)
    assert (table["ratio_sklearn"].notna() == in_sklearn).all()
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
