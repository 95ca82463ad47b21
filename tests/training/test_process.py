"""A process that trains small nets leaves torch as it was, and its clock counts work, not waiting."""

import time

import pytest
import torch

from snnbench.training import process
from snnbench.training.process import clock, keep_freed_memory, small_nets
from snnbench.training.progress import counted


def denormals_are_kept():
    return bool(torch.tensor([1e-40]).mul(1.0).item())


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("two_threads")
def test_nets_train_on_one_thread_without_denormal_numbers():
    with small_nets():
        assert torch.get_num_threads() == 1
        assert not torch.backends.cuda.matmul.allow_tf32
        flushed = not denormals_are_kept()
        assert flushed == torch.set_flush_denormal(True)  # false where the processor cannot
    assert torch.get_num_threads() == 2
    assert denormals_are_kept()


@pytest.fixture(params=[True, False])
def allowed(request):
    """Whether products in TF32 are allowed before nets train."""
    before = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = request.param
    yield request.param
    torch.backends.cuda.matmul.allow_tf32 = before


@pytest.mark.usefixtures("two_threads")
def test_torch_is_as_before_even_after_an_error(allowed):
    with pytest.raises(ArithmeticError, match="True"), small_nets("tf32"):
        raise ArithmeticError(torch.backends.cuda.matmul.allow_tf32)
    assert torch.backends.cuda.matmul.allow_tf32 == allowed
    assert torch.get_num_threads() == 2
    assert denormals_are_kept()


def test_the_clock_of_a_cpu_stands_still_while_nothing_works():
    before = clock("cpu")
    time.sleep(0.2)
    assert clock("cpu") - before < 0.2
    before, end = clock(torch.device("cpu")), time.process_time() + 0.05
    while time.process_time() < end:
        pass
    assert clock("cpu") - before >= 0.05


def test_the_clock_of_a_gpu_waits_for_its_work(monkeypatch):
    waited = []
    monkeypatch.setattr(torch.cuda, "synchronize", waited.append)
    before = time.perf_counter()
    assert before <= clock("cuda") <= time.perf_counter()
    assert waited == ["cuda"]


def test_a_c_library_without_the_setting_is_no_error(monkeypatch):
    def no_library(name):
        raise OSError

    keep_freed_memory()
    monkeypatch.setattr(process.ctypes, "CDLL", no_library)
    keep_freed_memory()


def test_things_are_counted_from_one(caplog):
    with caplog.at_level("DEBUG", "snnbench.training.progress"):
        assert list(counted("stack", ["a", "b"])) == ["a", "b"]
    assert caplog.messages == ["stack 1 of 2", "stack 2 of 2"]
