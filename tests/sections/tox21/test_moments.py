"""Whether net inputs are about standard normal."""

import numpy as np

from snnbench.sections.tox21.moments import Moments, in_words


def test_a_normal_sample_comes_out():
    moments = Moments.of(np.random.default_rng(0).normal(size=100_000))
    assert moments.about_standard_normal
    assert in_words({0: moments, 40: moments}).startswith("Figure A8 is reproduced.")


def test_a_wider_or_shifted_one_does_not():
    sample = np.random.default_rng(0).normal(size=1000)
    for values in (sample * 1.4, sample + 0.3):
        said = in_words({0: Moments.of(sample), 40: Moments.of(values)})
        assert said.startswith("Figure A8 is not reproduced.")
    assert "after 40 epochs" in said
