"""Compiled kernels against torch: same outputs, steps, parameters and masks; and that they never break a run."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from snnbench.bench.measure import _setting
from snnbench.methods.registry import NETS
from snnbench.nets.build import Member, build_network
from snnbench.nets.compiled_kernels import kernels, torch_only
from snnbench.nets.dropout import Dropout
from snnbench.nets.kernels import compiled
from snnbench.nets.kernels.compiled import floats

ROWS, INPUTS, OUTPUTS = 37, 13, 3


def network(method, units, rates=(0.5, 0.0), **others):
    """Two members, with weight decay where ``l2`` is given, and dropout where the method has it."""
    settings = [{**_setting(method, units, 3, rate), **others} for rate in rates]
    return build_network(method, [Member(setting, i) for i, setting in enumerate(settings)], INPUTS, OUTPUTS, rows=ROWS)


def trained(net, steps=2, rows=ROWS):
    """Outputs and steps passed on of some training steps, and all tensors after them."""
    generator = torch.Generator().manual_seed(0)
    results = []
    for _ in range(steps):
        x = torch.randn(1, rows, INPUTS, generator=generator)
        results.append(net.forward(x, training=True).clone())
        # A step that depends on the member's own outputs only.
        net.backward(-0.01 * results[-1] * torch.randn(rows, OUTPUTS, generator=generator))
    return results, dict(net.all_tensors())


# Widths around the 16 numbers of a vector register, and rows that are no multiple of the four summed at once.
@pytest.mark.parametrize("units", [1, 13, 16, 40])
@pytest.mark.parametrize("method", NETS)
def test_training_is_that_of_torch(method, units):
    with torch_only():
        expected, expected_tensors = trained(network(method, units, l2=1.0))
    outputs, tensors = trained(network(method, units, l2=1.0))
    torch.testing.assert_close(outputs, expected, atol=2e-5, rtol=2e-4)
    torch.testing.assert_close(tensors, expected_tensors, atol=2e-4, rtol=1e-3)


@pytest.mark.parametrize("method", NETS)
def test_kernels_were_used(method, monkeypatch):
    name = {"SNN": "selu", "MSRAinit": "relu", "ResNet": "batch_norm"}.get(method)
    name = name or {"BatchNorm": "batch_norm", "LayerNorm": "layer_norm", "WeightNorm": "weight_norm"}.get(
        method, "highway"
    )
    module, calls = kernels(name), []
    for way in ("forward", "backward"):
        kernel = getattr(module, way)
        monkeypatch.setattr(module, way, lambda *arguments, kernel=kernel: (calls.append(1), kernel(*arguments)))
    trained(network(method, 8), steps=1)
    assert len(calls) == 2 * 3 * (2 if method == "ResNet" else 1)


@pytest.mark.parametrize("method", NETS)
def test_a_member_has_the_same_bits_in_any_company(method):
    together, alone = network(method, 24).hidden[1], network(method, 24)
    alone.keep(torch.tensor([1]))
    generator = torch.Generator().manual_seed(0)
    for rows in (ROWS, 2):
        x, step = (torch.randn(2, rows, 24, generator=generator) for _ in range(2))
        assert torch.equal(together.forward(x, training=True)[1:], alone.hidden[1].forward(x[1:], training=True))
        passed_on = alone.hidden[1].backward(step[1:].clone())
        assert torch.equal(together.backward(step)[1:], passed_on)
    for (_, expected), (_, tensor) in zip(together.all_tensors(), alone.hidden[1].all_tensors(), strict=True):
        assert torch.equal(tensor[0], expected[1])


@pytest.mark.parametrize("method", NETS)
def test_one_row_and_nan_are_as_in_torch(method):
    with torch_only():
        (expected,), _ = trained(network(method, 8, rates=(0.0,)), steps=1, rows=1)
    (outputs,), _ = trained(network(method, 8, rates=(0.0,)), steps=1, rows=1)
    torch.testing.assert_close(outputs, expected, atol=2e-5, rtol=2e-4)
    # A net that diverges is known by NaN, which no kernel may swallow.
    net = network(method, 8, rates=(0.0,))
    assert net.forward(torch.full((1, 4, INPUTS), math.nan), training=True).isnan().all()


def test_double_precision_and_other_devices_go_through_torch():
    net = network("SNN", 8)
    net.double()
    assert net.forward(torch.randn(1, 4, INPUTS, dtype=torch.float64), training=True).dtype == torch.float64
    assert not net.hidden[0].by_kernels


def test_masks_are_fair_and_independent():
    """Bits of 400 steps: every bit position is fair, and neighbours in row, unit, step and stream are uncorrelated."""
    drops = [Dropout([0.5], 32, torch.Generator().manual_seed(seed), 64) for seed in (1, 2)]
    bits = np.stack([[drop._draw(64).numpy().astype(np.uint16) for _ in range(200)] for drop in drops])
    for position in range(16):
        assert abs(((bits >> position) & 1).mean() - 0.5) < 5 * 0.5 / bits.size**0.5
    signs = np.where(bits >= 2**15, 1.0, -1.0)
    for axis in range(4):
        first, second = np.delete(signs, -1, axis), np.delete(signs, 0, axis)
        assert abs((first * second).mean()) < 5 / first.size**0.5
    # A hash of the key and place repeats no step and no row.
    assert len(np.unique(bits.reshape(-1, 32), axis=0)) == bits.size // 32


def test_kernels_are_compiled_anew_where_numba_finds_no_folder_to_write_to(monkeypatch):
    def refuse(signature, cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return cfunc(signature, **options)

    cfunc = compiled.cfunc
    monkeypatch.setattr(compiled, "cfunc", refuse)
    out = np.zeros(1, np.float32)

    @compiled.kernel(sizes=1, arrays=1)
    def fill(size, out_):
        floats(out_, size)[:] = 7
        return True

    fill(1, out.ctypes.data)
    assert out[0] == 7


# Numba prints the error that C cannot pass on.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_kernel_without_memory_raises():
    @compiled.kernel(sizes=1, arrays=0)
    def take(size):
        return np.zeros(size, np.float32)[size - 1] == 0

    take(4)
    with pytest.raises(MemoryError):
        take(2**60)


def test_arrays_of_another_size_or_type_are_refused():
    net = network("SNN", 8)
    with pytest.raises(ValueError, match="13 inputs cannot read"):
        net.forward(torch.randn(1, 4, INPUTS - 1), training=True)
    net.forward(torch.randn(1, 4, INPUTS), training=True)
    with pytest.raises(ValueError, match="a step of"):
        net.hidden[-1].backward(torch.zeros(2, 3, 8))
    net.double()
    with pytest.raises(ValueError, match="float64"):
        net.forward(torch.randn(1, 4, INPUTS), training=True)


@pytest.mark.parametrize("method", NETS)
def test_evaluation_between_forward_and_backward_changes_nothing(method):
    nets = [network(method, 8) for _ in range(2)]
    x, step = torch.randn(1, 4, INPUTS), torch.randn(2, 4, OUTPUTS)
    for net, evaluated in zip(nets, (False, True), strict=True):
        net.forward(x, training=True)
        if evaluated:
            net.outputs(x[0])
        net.backward(step.clone())
    assert all(torch.equal(a, b) for (_, a), (_, b) in zip(*(net.all_tensors() for net in nets), strict=True))


@pytest.mark.parametrize("method", ["BatchNorm", "LayerNorm", "ResNet"])
def test_an_infinite_variance_is_as_in_torch(method):
    x = 1e19 * torch.randn(1, 8, INPUTS, generator=torch.Generator().manual_seed(0))
    with torch_only():
        expected = network(method, 8).forward(x, training=True)
    assert torch.equal(network(method, 8).forward(x, training=True).isnan(), expected.isnan())


def test_a_cache_file_cut_short_breaks_nothing(tmp_path):
    code = "from snnbench.nets.compiled_kernels import kernels; kernels('random_bits')"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=120)
    files = [file for file in tmp_path.rglob("*") if file.suffix in (".nbi", ".nbc")]
    assert files
    for file in files:
        file.write_bytes(file.read_bytes()[:7])
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=120)


def test_a_cache_folder_that_cannot_be_made_breaks_nothing(tmp_path):
    """A file stands where the folder would be made."""
    (tmp_path / "file").write_text("")
    code = """
import numpy as np
from snnbench.nets.kernels import random_bits
bits = np.zeros(8, np.uint32)
random_bits.fill(1, 8, bits.ctypes.data)
assert len(set(bits)) == 8
"""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "file")}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=120)


def test_importing_the_networks_does_not_import_numba():
    code = "import sys, snnbench.nets.build, snnbench.training.stack; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
