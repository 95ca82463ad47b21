"""Whether the torch that is installed can compute on a GPU is told without importing it."""

import sys

import pytest
import torch

from snnbench.runs import gpus


@pytest.fixture
def torch_of(tmp_path, monkeypatch):
    """Install a torch of another build, where a device of that kind is at hand, and say whether it can use a GPU."""
    monkeypatch.setattr(gpus, "DEVICE_FILES", ("no-such-device[0-9]*", "null"))

    def torch_of(version, init=""):
        monkeypatch.delitem(sys.modules, "torch", raising=False)
        monkeypatch.setattr(sys, "path", [str(tmp_path)])
        (tmp_path / "torch").mkdir()
        (tmp_path / "torch" / "version.py").write_text(version)
        if init is not None:
            (tmp_path / "torch" / "__init__.py").write_text(init)
        return gpus._torch_can()

    return torch_of


@pytest.mark.parametrize(
    ("version", "can"),
    [
        ("cuda: Optional[str] = '12.8'\nhip: Optional[str] = None\n", True),
        ("cuda: Optional[str] = None\nhip: Optional[str] = '6.4.43482'\n", True),
        ('cuda = "9.0"\n', True),
        ("cuda: Optional[str] = None\nhip: Optional[str] = None\nxpu: Optional[str] = '2025'\n", False),
        ("__version__ = '2.13.0+cuda'\ncuda = None\n", False),
    ],
)
def test_the_build_of_torch_is_told_from_its_version_file(torch_of, version, can):
    assert torch_of(version) is can


def test_without_a_device_no_build_of_torch_has_a_gpu(torch_of, monkeypatch):
    monkeypatch.setattr(gpus, "DEVICE_FILES", ("no-such-device[0-9]*",))
    assert not torch_of("cuda: Optional[str] = '12.8'\n")


def test_the_build_of_this_torch_is_what_it_says(monkeypatch):
    monkeypatch.setattr(gpus, "DEVICE_FILES", ("null",))
    assert gpus._torch_can() == (torch.version.cuda is not None or torch.version.hip is not None)


def test_a_folder_that_is_called_torch_is_no_torch(torch_of):
    assert not torch_of("cuda = '12.8'\n", init=None)


def test_without_torch_there_is_no_gpu(monkeypatch):
    monkeypatch.setattr(gpus, "DEVICE_FILES", ("null",))
    monkeypatch.setitem(sys.modules, "torch", None)
    assert not gpus._torch_can()
