"""The configs that come with the project can be read, alone or on top of the one that they change."""

from pathlib import Path

import pytest

from snnbench.config.read import read_run
from snnbench.data.catalog import catalog
from snnbench.methods.registry import NETS

BASE = Path("configs/variants/base.yaml")
VARIANTS = sorted(path for path in BASE.parent.glob("*.yaml") if path != BASE)


@pytest.mark.parametrize("path", sorted(Path("configs").glob("*.yaml")), ids=lambda path: path.stem)
def test_configs_can_be_read(path):
    read_run([path])


@pytest.mark.parametrize("path", sorted(Path("configs/devices").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_device_goes_behind_any_config_and_leaves_its_run(path):
    quick, there = (read_run(files) for files in ([Path("configs/quick.yaml")], [Path("configs/quick.yaml"), path]))
    assert there.run == quick.run
    assert (there.device, there.stack_megabytes) == ("cuda", 8192)


@pytest.mark.parametrize("path", VARIANTS, ids=lambda path: path.stem)
def test_a_variant_changes_the_base_and_its_own_name_only(path):
    base, changed = read_run([BASE]), read_run([BASE, path])
    assert changed.run == path.stem
    assert changed.tasks == base.tasks
    assert changed.model_dump(exclude={"run"}) != base.model_dump(exclude={"run"})


def test_variants_are_tried_on_fifteen_tasks_of_1000_to_5000_rows():
    base = read_run([BASE])
    assert len(base.tasks) == 15
    assert all(1000 <= catalog()[task].rows <= 5000 for task in base.tasks)
    assert base.methods == NETS


def test_the_reference_run_is_the_paper_s_protocol_and_more():
    config = read_run([Path("configs/reference.yaml")])
    assert len(config.tasks) == 121
    assert (config.search.strategy, config.protocol.max_steps, config.protocol.epochs) == ("grid", None, 100)
    for rows, splits, repeats in ((999, 4, 3), (1000, 1, 3), (4999, 1, 3), (5000, 1, 1)):
        assert len(config.splits_of("uci", rows, 4)) == splits
        assert len(config.repeats_of("uci", rows, "SNN")) == repeats
        assert len(config.repeats_of("uci", rows, "RandomForest")) == 1


@pytest.mark.parametrize("path", sorted(Path("configs/longer").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_longer_run_differs_by_its_epochs(path):
    base, longer = (read_run(files) for files in ([Path("configs") / path.name], [Path("configs") / path.name, path]))
    assert longer.protocol.epochs_for(15_000) > base.protocol.epochs_for(15_000)
    assert set(longer.methods) <= set(base.methods)
    apart = {"run", "methods", "protocol", "repeats"}
    assert longer.model_dump(exclude=apart) == base.model_dump(exclude=apart)
