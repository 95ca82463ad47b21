"""The depth that validation rows choose, and settings that the last epoch cut off."""

import pandas as pd
import pytest

from snnbench.sections.tox21.chosen_depth import chosen_depth

CELLS = [(2, 0, 0.8, 0.9, 7), (2, 1, 0.8, 0.9, 7), (4, 0, 0.9, 0.7, 40), (4, 1, 0.75, 0.6, 39)]
"""Depth, repeat, validation score, test score, epoch."""


@pytest.fixture
def trials():
    table = pd.DataFrame(CELLS, columns=["depth", "repeat", "validation_score", "test_score", "epoch"])
    settings = [f'{{"hidden_layers": {depth}}}' for depth in table["depth"]]
    return table.assign(
        task="tox21", split=0, method="SNN", status="ok", trial=range(4), hyperparameters=settings
    ).drop(columns="depth")


def test_the_depth_is_chosen_on_validation_rows(trials):
    (best,) = chosen_depth(trials, epochs=40).itertuples()
    assert (best.depth, best.validation_auc, best.auc) == (4, pytest.approx(0.825), pytest.approx(0.65))
    assert (best.depth_paper, best.auc_paper) == (8, pytest.approx(0.845))


def test_repeats_that_share_a_choice_count_once_among_those_cut_off(trials):
    worse = trials.iloc[[2]].assign(validation_score=0.1, hyperparameters='{"hidden_layers": 2}')
    for table in (trials, pd.concat([trials, worse])):
        (best,) = chosen_depth(table, epochs=40).itertuples()
        assert (best.settings, best.cut_off) == (3, 1)
