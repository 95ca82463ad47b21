"""What docs/running.md says of the paper's full size is what the plan counts, without timing this machine."""

import pytest
from doc_blocks import ROOT

from snnbench.config.read import read_config_file
from snnbench.methods.registry import NETS
from snnbench.plan.forecast import Span, total
from snnbench.runs.batches import CellName, batches_of_cells
from snnbench.watch.announcement import disk_megabytes, wall
from snnbench.watch.machine import forecast

CONFIG = "configs/config.yaml"


@pytest.fixture(scope="module")
def cells():
    return forecast(read_config_file(ROOT / CONFIG), measure=False)


@pytest.fixture(scope="module")
def page():
    return " ".join((ROOT / "docs/running.md").read_text(encoding="utf-8").split())


def days(span):
    low, middle, high = (f"{seconds / 86400:.0f}" for seconds in span)
    return f"{middle} days ({low} to {high})"


def share(part, whole):
    return f"{100 * part / whole:.0f} %"


def test_what_is_counted_is_said(cells, page):
    operations = cells["operations"].sum()
    on_tox21 = cells.loc[cells["suite"] == "tox21", "operations"].sum()
    assert f"counts {len(cells):,} cells, {cells['settings'].sum():,} settings and" in page
    assert f"{operations:.1e} floating-point operations".replace("e+", "e") in page
    assert f"of the networks, {share(on_tox21, operations)} of them on Tox21" in page
    assert f"at most {cells['megabytes'].max() / 1000:.1f} GB" in page
    assert f"the results take {disk_megabytes(cells):.0f} MB" in page


def test_the_jobs_are_counted(cells, page):
    names = list(map(CellName, cells["task"], cells["method"]))
    counted = dict(zip(names, cells["counted"], strict=True))
    suites = dict(zip(cells["task"], cells["suite"], strict=True))
    batches = batches_of_cells(read_config_file(ROOT / CONFIG), suites.__getitem__, counted.__getitem__)
    assert f"some {round(len(batches), -1)} jobs of cells" in page


@pytest.mark.parametrize(
    ("machine", "cores"), [("1 core", 1), ("2 cores, as in a small laptop", 2), ("8 cores", 8), ("100 nodes", 1600)]
)
def test_the_table_is_that_of_the_plan(cells, page, machine, cores):
    row = f"| {machine}{' of 16 cores' if cores == 1600 else ''} | {days(wall(cells, total(cells), cores))} | the plan"
    assert row in page


def test_the_longest_cell_decides_where_more_cores_stop_helping(cells, page):
    longest, all_ = cells.nlargest(1, "seconds"), total(cells)
    (cell,) = longest.itertuples()
    low, middle, high = (f"{seconds / 3600:,.0f}" for seconds in all_)
    assert f"expects {middle} core-hours ({low} to {high})" in page
    assert (cell.task, cell.replications) == ("tox21", 5)
    assert f"the longest cell, {cell.method} on Tox21, takes {cell.seconds / 3600:.0f} core-hours" in page
    assert f"has {share(cell.operations, cells['operations'].sum())} of the operations" in page
    piece = Span(*(seconds / cell.replications for seconds in total(longest)))
    assert f"by fold and repeat | {days(piece)} | estimated: a fifth" in page
    assert f"{all_.middle / piece.middle:.0f} cores are enough" in page


def test_the_other_methods_take_hours(cells, page):
    others = cells.loc[~cells["method"].isin(NETS), "seconds"].sum()
    assert f"the 17 other methods add {others / 3600:.0f} core-hours" in page
