"""What the pages of results say of HTRU2."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from snnbench.findings.htru2 import OTHERS_SHOWN, headline, htru2, in_short
from snnbench.findings.htru2_differences import fold_differences
from snnbench.methods.registry import NETS
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.auc import deviation_over_folds, htru2_folds, table3_htru2

NET_SEEDS = 3


@pytest.fixture
def run(whole_run):
    """Three seeds of the networks, one of the other methods, by halving; ResNet is far worse than the rest."""
    run = RunFolder.read(whole_run)
    runs, generator = run.runs, np.random.default_rng(1)
    runs = runs[runs["task"] == "htru2"]
    runs = runs.assign(test_score=runs["test_score"] - 0.2 * (runs["method"] == "ResNet"))
    nets = runs[runs["method"].isin(NETS)]
    seeds = [
        nets.assign(repeat=seed, test_score=nets["test_score"] + generator.normal(0, 0.01, len(nets)))
        for seed in range(1, NET_SEEDS)
    ]
    grids = {"default": {"SNN": {"hidden_units": [64]}}, "htru2": {"ResNet": [{"units_per_block": [32]}]}}
    search = {"strategy": "halving", "rungs": [10, 30], "keep": 0.5}
    return replace(run, runs=pd.concat([runs, *seeds]), config=run.config | {"grids": grids, "search": search})


def test_every_network_is_shown_and_what_is_left_out_is_counted(run):
    page = "\n\n".join(htru2(run))
    shown = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.startswith("| ")][2:]
    assert set(NETS) <= set(shown)
    assert len(shown) == len(NETS) + OTHERS_SHOWN
    assert f"The {len(run.other_methods) - OTHERS_SHOWN} other methods of lower mean AUC are left out" in page


def test_how_the_networks_were_trained_is_that_of_the_config(run):
    said = list(htru2(run))[1]
    assert said.startswith(
        "Rows of the run `synthetic`: 3 seeds of the networks on each of ten folds, settings by successive halving "
        "(0.5 of the settings kept after epochs 3 and 8), 32 and 64 units a layer, at most 26 epochs (3,000 steps)."
    )
    config = run.config | {"search": {"strategy": "grid"}, "protocol": {"epochs": 50}}
    said = list(htru2(replace(run, config=config)))[1]
    assert (
        "settings by the full grid, every net trained to the end, 32 and 64 units a layer, at most 50 epochs." in said
    )


def test_p_values_are_corrected_for_the_number_of_methods_and_for_shared_rows(run):
    (verdict,) = headline(run)
    assert "of the 6 other networks it differs significantly from ResNet.**" in verdict
    assert "worse than none" in verdict


def test_repeats_are_averaged_within_a_fold_and_deviate_as_one_seed(run):
    rows = run.runs[run.runs["method"] == "SNN"]
    by_fold = rows.pivot(index="split", columns="repeat", values="test_score")
    assert by_fold.shape == (10, NET_SEEDS)
    np.testing.assert_allclose(htru2_folds(run)["SNN"], by_fold.mean(axis=1))
    assert deviation_over_folds(run)["SNN"] == pytest.approx(by_fold.std().mean())
    assert by_fold.std().mean() > by_fold.mean(axis=1).std()
    table = table3_htru2(run).data.set_index("method")
    assert table.loc["SNN", "std"] == pytest.approx(by_fold.std().mean())
    assert table.loc["SNN", "auc"] == pytest.approx(rows["test_score"].mean())


@pytest.fixture
def longer(run):
    """The first seed for 100 epochs, which add 0.02 to every fold of SNN and nothing certain to any other network."""
    generator = np.random.default_rng(2)
    rows = run.runs[run.runs["method"].isin(NETS) & (run.runs["repeat"] == 0)]
    gain = np.where(rows["method"] == "SNN", 0.02, 0.0) + generator.normal(0, 0.001, len(rows))
    rows = rows.assign(test_score=rows["test_score"] + gain)
    return replace(run, runs=rows, config=run.config | {"methods": list(NETS), "protocol": {"epochs": 100}})


def test_more_epochs_are_compared_with_the_first_seed_alone(run, longer):
    folds = pd.DataFrame(
        {
            name: kept.runs[kept.runs["repeat"] == 0].set_index(["method", "split"])["test_score"]
            for name, kept in (("short", run), ("long", longer))
        }
    ).loc["SNN"]
    gain = (folds["long"] - folds["short"]).mean()
    *_, said = in_short(run, longer)
    assert f"100 epochs instead of 26 (the first seed) change SNN's AUC by +{gain:.4f}" in said
    assert f"to {folds['long'].mean():.4f}" in said
    assert said.endswith("significantly (with Holm's correction) for SNN.")
    *_, table = htru2(run, longer)
    assert {line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()[2:]} == set(NETS)


def test_without_a_longer_run_nothing_is_said_of_it(run):
    assert "instead of" not in "\n".join([*htru2(run), *in_short(run)])


def test_in_short_the_networks_alone_are_shown(run):
    table = list(in_short(run))[-1]
    assert {line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()[2:]} == set(NETS)


def test_without_methods_there_are_no_differences(run):
    assert len(fold_differences(run, pd.DataFrame())) == 0
