"""Variance components: against simulations and statsmodels."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from snnbench.paper.tables import published_accuracies
from snnbench.stats.replicates import single_replicates
from snnbench.stats.variance import balanced_replicates, variance_components


class TestVarianceComponents:
    def test_many_tasks_give_the_true_components(self, simulated, deviations):
        table = variance_components(simulated(4000, 3, 2, methods=(0, 2, 4))).set_index("source")
        for name, deviation in deviations.items():
            assert table.loc[name, "deviation"] == pytest.approx(deviation, rel=0.05), name
        assert table.loc["method", "variance"] == pytest.approx(np.var([0, 2, 4], ddof=1), rel=0.1)

    def test_it_agrees_with_restricted_maximum_likelihood(self, simulated):
        """In a balanced design both are the same as long as no estimate is negative."""
        scores = simulated(12, 3, 2, rng=3)
        long = scores.rename_axis(columns="method").stack().rename("score").reset_index()
        model = MixedLM.from_formula(
            "score ~ 0 + C(method)",
            long,
            groups="task",
            re_formula="1",
            vc_formula={
                "method x task": "0 + C(method)",
                "split": "0 + C(split)",
                "seed": "0 + C(split):C(repeat)",
                "method x split": "0 + C(split):C(method)",
            },
        ).fit(reml=True)
        table = variance_components(scores).set_index("source")["variance"]
        found = dict(zip(model.model.exog_vc.names, model.vcomp, strict=True))
        for name, variance in found.items():
            assert table[name] == pytest.approx(variance, rel=0.02), name
        assert table["task"] == pytest.approx(model.cov_re.iloc[0, 0], rel=0.02)
        assert table["method x seed"] == pytest.approx(model.scale, rel=0.02)

    def test_a_single_replicate_leaves_what_can_be_told_apart(self):
        table = variance_components(single_replicates(published_accuracies().dropna()))
        assert table["source"].tolist() == ["task", "method", "method x task"]
        assert table["share"].sum() == pytest.approx(1)

    def test_unbalanced_tasks_are_refused_and_can_be_left_out(self, scores):
        ragged = scores.drop([(3, 2, 1)])
        with pytest.raises(ValueError, match="same number of splits and repeats"):
            variance_components(ragged)
        kept = balanced_replicates(ragged)
        assert sorted(kept.index.unique("task")) == [task for task in range(30) if task != 3]
        variance_components(kept)

    def test_of_unbalanced_replicates_the_largest_balanced_part_is_kept(self, scores):
        """Four folds with the first seed, and two further seeds on the first fold only, as a run in pieces has them."""
        cells = scores.index.to_frame(index=False)
        cross = scores[((cells["repeat"] == 0) | (cells["split"] == 0)).to_numpy()]
        kept = balanced_replicates(cross)
        assert kept.index.unique("task").size == 30
        splits, repeats = cells["split"].nunique(), cells["repeat"].nunique()
        assert len(kept) == 30 * max(splits, repeats)
        variance_components(kept)

    def test_the_largest_design_is_kept(self, scores, simulated):
        few = pd.concat([scores, simulated(2, 1, 3).rename(index=lambda i: i + 100, level="task")])
        assert len(balanced_replicates(few).index.unique("task")) == 30
