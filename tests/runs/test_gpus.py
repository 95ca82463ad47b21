"""Which GPUs are visible, and on which device networks are trained. No GPU is needed: two are simulated."""

import pytest
from listed_gpus import ONE, TWO

from snnbench.runs import gpus
from snnbench.runs.gpu_slot import environment_of_gpu
from snnbench.runs.gpus import NoGPU, UnknownOrder, asks_for_gpu, decided_device, visible_gpus

DIVIDED = (
    "GPU 0: NVIDIA X (UUID: GPU-aaaa)\n  MIG 1g.5gb Device 0: (UUID: MIG-1111)\n"
    "  MIG 1g.5gb Device 1: (UUID: MIG-2222)\nGPU 1: NVIDIA X (UUID: GPU-bbbb)\n"
)
BOTH_DIVIDED = DIVIDED + "  MIG 1g.5gb Device 0: (UUID: MIG-3333)\n"


@pytest.mark.parametrize(
    ("listed", "shown", "expected"),
    [
        (TWO, None, ("GPU-aaaa", "GPU-bbbb")),
        (TWO, "1", ("GPU-bbbb",)),
        (TWO, "1, 0", ("GPU-bbbb", "GPU-aaaa")),
        (TWO, "GPU-bbbb", ("GPU-bbbb",)),
        (TWO, "", ()),
        (TWO, "-1", ()),
        (TWO, "NoDevFiles", ()),
        (TWO, "0,7,1", ("GPU-aaaa",)),
        (TWO, "0,2,1", ("GPU-aaaa",)),
        (TWO, "0,x,1", ("GPU-aaaa",)),
        (DIVIDED, None, ("MIG-1111", "MIG-2222", "GPU-bbbb")),
        (DIVIDED, "MIG-2222", ("MIG-2222",)),
        (BOTH_DIVIDED, None, ("MIG-1111", "MIG-2222", "MIG-3333")),
        ("", None, ()),
    ],
)
def test_visible_gpus_have_their_unique_names(machine, listed, shown, expected):
    machine(listed, **({} if shown is None else {"CUDA_VISIBLE_DEVICES": shown}))
    assert visible_gpus() == expected


def test_a_gpu_that_is_asked_for_and_missing_is_an_error_at_once(machine):
    machine(TWO, CUDA_VISIBLE_DEVICES="")
    with pytest.raises(NoGPU, match=r"device: cuda, but no GPU is visible.*CUDA_VISIBLE_DEVICES is ''.*device: cpu"):
        decided_device("cuda")
    assert decided_device("auto") == decided_device("cpu") == "cpu"
    with pytest.raises(ValueError, match="no GPU is visible"), environment_of_gpu(1):
        pass
    machine(TWO, CUDA_VISIBLE_DEVICES="0")
    assert decided_device("auto") == decided_device("cuda") == "cuda"


@pytest.mark.parametrize(("can", "build"), [(True, "can"), (False, "was built so that it cannot")])
def test_a_missing_gpu_is_explained_by_the_variable_and_the_build(machine, monkeypatch, can, build):
    machine("")
    monkeypatch.setattr(gpus, "_torch_can", lambda: can)
    with pytest.raises(NoGPU, match=rf"CUDA_VISIBLE_DEVICES is not set; torch {build} compute on one"):
        decided_device("cuda")


@pytest.mark.parametrize("tool", [None, f"#!/bin/sh\ncat <<'END'\n{TWO}END\nexit 15\n", "#!/bin/sh\n"])
def test_where_nvidia_smi_does_not_tell_torch_counts(tmp_path, monkeypatch, tool):
    """It ends with 15 where one of the GPUs is lost."""
    if tool:
        (tmp_path / "nvidia-smi").write_text(tool)
        (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin" if tool else str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(gpus, "_torch_can", lambda: True)
    monkeypatch.setattr("torch.cuda.device_count", lambda: 3)
    visible_gpus.cache_clear()
    assert visible_gpus() == ("0", "1", "2")
    visible_gpus.cache_clear()


def test_a_cpu_build_of_torch_has_no_gpu(monkeypatch):
    monkeypatch.setattr(gpus, "_torch_can", lambda: False)
    visible_gpus.cache_clear()
    assert visible_gpus() == ()
    visible_gpus.cache_clear()


@pytest.mark.parametrize(("listed", "shown", "right"), [(TWO, "1", False), (TWO, "GPU-bbbb", True), (ONE, "0", True)])
def test_numbers_by_another_order_are_an_error(machine, listed, shown, right):
    machine(listed, CUDA_VISIBLE_DEVICES=shown, CUDA_DEVICE_ORDER="FASTEST_FIRST")
    if right:
        assert len(visible_gpus()) == 1
    else:
        with pytest.raises(UnknownOrder, match=r"CUDA_VISIBLE_DEVICES is '1'.*Write CUDA_DEVICE_ORDER=PCI_BUS_ID"):
            visible_gpus()


@pytest.mark.parametrize(("shown", "expected"), [(None, ("0",)), ("1", ("1",)), ("1,0", ("1",)), ("", ())])
def test_gpus_without_unique_names_keep_their_numbers(machine, monkeypatch, shown, expected):
    """What PyTorch counts are those that CUDA_VISIBLE_DEVICES leaves, here one."""
    monkeypatch.setattr(gpus, "_counted", lambda: ("0",))
    machine("", **({} if shown is None else {"CUDA_VISIBLE_DEVICES": shown}))
    assert visible_gpus() == expected


@pytest.mark.parametrize(
    ("asked", "listed", "asks"),
    [("cuda", "", True), ("cuda", TWO, True), ("auto", "", False), ("auto", TWO, True), ("cpu", TWO, False)],
)
def test_a_scheduler_is_asked_for_a_gpu_where_networks_will_train_on_one(machine, asked, listed, asks):
    machine(listed)
    assert asks_for_gpu(asked) is asks
