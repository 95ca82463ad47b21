"""Compiling kernels: their cache, and that no fault of it breaks a run."""

import os
import subprocess
import sys

import numpy as np
import pytest

from snnbench.nets.kernels import compiled
from snnbench.nets.kernels.compiled import Stack, kernel
from snnbench.nets.kernels.tile import TileShape, tile_shape

FILL = """
import numpy as np
from snnbench.nets.kernels.random_bits import fill
bits = np.zeros(8, np.int16)
fill(bits, 1)
assert len(set(bits)) == 8
"""


def run(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, check=True, capture_output=True, text=True
    )


def test_kernels_are_compiled_anew_where_numba_finds_no_folder_to_write_to(monkeypatch, caplog):
    def refuse(signature, cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return njit(signature, **options)

    njit = compiled.njit
    monkeypatch.setattr(compiled, "njit", refuse)

    @kernel
    def fill(out: Stack) -> None:
        out[:] = 7

    out = np.zeros((1, 2, 3), np.float32)
    fill(out)
    assert (out == 7).all()
    assert "no locator available" in caplog.text


def test_other_types_are_refused():
    @kernel
    def fill(out: Stack) -> None:
        out[:] = 7

    for wrong in (np.zeros((1, 2, 3)), np.zeros((2, 3), np.float32), np.zeros((3, 2, 4), np.float32)[:, :, ::2]):
        with pytest.raises(TypeError, match="No matching definition"):
            fill(wrong)
        assert not wrong.any()


def test_a_kernel_without_memory_raises():
    @kernel
    def take(out: Stack) -> None:
        out[0, 0, 0] = np.zeros(2**50, np.float32)[2**49]

    with pytest.raises(MemoryError):
        take(np.zeros((1, 1, 1), np.float32))


def test_a_cache_file_cut_short_costs_a_compilation(tmp_path):
    run(FILL, XDG_CACHE_HOME=str(tmp_path))
    files = [file for file in tmp_path.rglob("*") if file.suffix in (".nbi", ".nbc")]
    assert files
    for file in files:
        file.write_bytes(file.read_bytes()[:7])
    run(FILL, XDG_CACHE_HOME=str(tmp_path))


def test_a_cache_folder_that_cannot_be_made_breaks_nothing(tmp_path):
    """A file stands where the folder would be made."""
    (tmp_path / "file").write_text("")
    assert "compiled anew" in run(FILL, XDG_CACHE_HOME=str(tmp_path / "file")).stderr


STEP = """
import hashlib, torch
from snnbench.nets.build import Member, build_network
members = [Member({"hidden_units": 32, "hidden_layers": 2, "learning_rate": 0.1}, seed) for seed in range(2)]
net = build_network("LayerNorm", members, 20, 3)
x = torch.randn(1, 40, 20, generator=torch.Generator().manual_seed(0))
for _ in range(3):
    net.backward(-0.1 * net.forward(x, training=True))
print(hashlib.sha256(b"".join(tensor.numpy().tobytes() for _, tensor in net.all_tensors())).hexdigest())
"""


def test_kernels_just_compiled_and_those_from_the_cache_give_the_same_bits(tmp_path):
    """A sum over the units of a row once came in another order where a call was left in the machine code."""
    first, second = (run(STEP, XDG_CACHE_HOME=str(tmp_path)).stdout for _ in range(2))
    assert first == second


def test_each_processor_has_its_own_cache(tmp_path):
    run(FILL, XDG_CACHE_HOME=str(tmp_path), NUMBA_CPU_NAME="haswell")
    run(FILL, XDG_CACHE_HOME=str(tmp_path), NUMBA_CPU_NAME="generic")
    assert len(list((tmp_path / "snnbench" / "kernels").iterdir())) == 2


def test_a_stack_loads_the_kernels_of_its_network_only():
    code = """
import sys, torch
import snnbench.nets.build as build, snnbench.training.stack
assert "numba" not in sys.modules
net = build.build_network("SNN", [build.Member({"hidden_units": 4, "hidden_layers": 1, "learning_rate": 1}, 0)], 3, 2)
net.load_kernels()
assert {"snnbench.nets.kernels.selu", "snnbench.nets.kernels.linear"} <= set(sys.modules)
assert not {"snnbench.nets.kernels.batch_norm", "snnbench.nets.kernels.highway"} & set(sys.modules)
"""
    run(code)


@pytest.mark.parametrize(
    ("triple", "features", "expected"),
    [
        ("x86_64-unknown-linux-gnu", "+avx,+avx2,+fma,+avx512f", TileShape(16, 8, 2, True)),
        ("x86_64-unknown-linux-gnu", "+avx,+avx2,+fma,-avx512f", TileShape(8, 6, 2, True)),
        ("x86_64-unknown-linux-gnu", "+avx,-fma", TileShape(8, 6, 2, False)),
        ("x86_64-unknown-linux-gnu", "", TileShape(4, 4, 2, False)),
        ("aarch64-unknown-linux-gnu", "+neon", TileShape(4, 8, 2, True)),
    ],
)
def test_a_tile_fits_the_registers(triple, features, expected):
    """Sums, a row of b and a broadcast number: 16 registers without AVX-512, 32 with it and on ARM."""
    shape = tile_shape(triple, features)
    assert shape == expected
    registers = 32 if "+avx512f" in features or triple.startswith("aarch64") else 16
    assert shape.rows * shape.vectors + shape.vectors + 1 <= registers
