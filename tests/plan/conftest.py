"""Plans are made from the root of the project, where the shipped configs are found."""

from pathlib import Path

import pytest

from snnbench.config.read import read_config_file
from snnbench.plan.forecast import cell_table

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _in_project(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def cells():
    """What the forecast knows of the cells of a small run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        config = read_config_file("configs/quick.yaml").model_copy(update={"tasks": ("iris", "car", "zoo")})
        return cell_table(config)
