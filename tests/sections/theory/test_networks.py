"""What real networks do: moments, training curves, distances from the normal, figures and their texts."""

import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from scipy.stats import kstest

from snnbench.data.errors import FetchError
from snnbench.data.load import load_task
from snnbench.report.sections.write import write_figures
from snnbench.sections.theory.berry_esseen import SummandDistribution, _activations, net_input_distances
from snnbench.sections.theory.figures import theory_figures
from snnbench.sections.theory.propagation import moments_at_initialisation, moments_during_training
from snnbench.sections.theory.training_curves import Setting, figure_1_task, training_curves
from snnbench.theory.constants import ALPHA, LAMBDA
from snnbench.theory.fixed_point import iterate_map


@pytest.fixture(scope="module")
def moments():
    return moments_at_initialisation(0, widths=(32, 256), depth=40, activations=2**15)


@pytest.fixture(scope="module")
def digits():
    return load_task("sklearn-digits")


@pytest.fixture(scope="module")
def training(digits):
    return moments_during_training(digits, 0, width=32, depth=8, epochs=(0, 2))


@pytest.fixture(scope="module")
def curves(digits):
    return training_curves(digits, 0, depths=(2, 4), setting=Setting(0.05, 5, 32))


def _last(moments, **about):
    for column, value in about.items():
        moments = moments[moments[column] == value]
    return moments.groupby(["input_mean", "input_variance"]).last()


@pytest.mark.parametrize("dropout", [0.0, 0.1])
def test_selu_keeps_mean_0_and_variance_1(moments, dropout):
    last = _last(moments, network="SELU", width=256, dropout=dropout).loc[(0.0, 1.0)]
    assert abs(last["mean"]) < 0.1
    assert last["variance"] == pytest.approx(1, abs=0.15)


def test_perturbed_inputs_return_as_the_map_says(moments):
    selu = moments[(moments["network"] == "SELU") & (moments["width"] == 256) & (moments["dropout"] == 0)]
    last = _last(selu)
    assert len(last) == 5
    assert (last["variance"] - 1).abs().max() < 0.2
    assert last["mean"].abs().max() < 0.1
    of_map = np.array(list(iterate_map(0.0, 4.0, 5)))
    measured = selu[(selu["input_mean"] == 0) & (selu["input_variance"] == 4) & (selu["layer"] <= 5)]
    np.testing.assert_allclose(measured["variance"], of_map[:, 1], rtol=0.1)


def test_the_wrong_initialisation_explodes(moments):
    wrong = _last(moments, network="SELU, variance 2/n", width=256, dropout=0.0).loc[(0.0, 1.0)]
    assert wrong["variance"] > 20


def test_moments_are_the_same_again():
    first, second = (moments_at_initialisation(3, widths=(16,), depth=3, activations=320) for _ in range(2))
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_training_is_looked_at_before_and_after(training):
    assert set(training["epoch"]) == {0, 2}
    assert (training.groupby(["network", "epoch"])["layer"].max() == 8).all()
    assert training.loc[training["epoch"] == 0, "training_loss"].isna().all()
    assert (training.loc[training["epoch"] == 2, "training_loss"] > 0).all()


def test_training_curves_fall(curves):
    assert list(curves.columns[:4]) == ["network", "hidden_layers", "epoch", "training_loss"]
    for _, part in curves.groupby(["network", "hidden_layers"]):
        assert part["epoch"].tolist() == [1, 2, 3, 4, 5]
        assert part["training_loss"].iloc[-1] < part["training_loss"].iloc[0]


def test_figure_1_falls_back_on_the_digits_and_says_so(tmp_path, monkeypatch):
    def refused(*args, **kwargs):
        raise FetchError("no network")

    monkeypatch.setattr("snnbench.data.openml_files.transfer", refused)
    monkeypatch.delenv("SNNBENCH_MIRROR", raising=False)
    task, note = figure_1_task("mnist", 0, str(tmp_path), (), ())
    assert task.name == "sklearn-digits"
    assert note == "mnist is unavailable"


def test_figure_1_takes_a_data_set_of_the_catalog(tmp_path):
    task, note = figure_1_task("sklearn-iris", 0, str(tmp_path), (), ())
    assert (task.name, note) == ("sklearn-iris", "")


def test_distance_from_the_normal_agrees_with_a_sample():
    distribution = SummandDistribution(*_activations())
    generator = np.random.default_rng(0)
    factors = generator.normal(size=8)
    factors /= np.sqrt(factors @ factors)
    z = generator.normal(size=(200_000, 8))
    activations = LAMBDA * np.where(z > 0, z, ALPHA * np.expm1(np.minimum(z, 0)))
    assert distribution.distance_of_sum(factors) == pytest.approx(
        kstest(activations @ factors, "norm").statistic, abs=0.003
    )


def test_net_inputs_become_normal_with_width_and_obey_the_inequality():
    distances = net_input_distances(0, widths=(8, 64), units=5)
    assert (distances["distance"] < distances["bound"]).all()
    medians = distances.groupby("width")["distance"].median()
    assert medians[64] < medians[8]


def test_figures_have_files_and_texts(moments, training, curves, tmp_path):
    distances = net_input_distances(0, widths=(8, 16), units=2)
    drawn = theory_figures(moments, training, distances, {"sklearn-digits": curves.assign(note="mnist is unavailable")})
    assert {"figure_2_mapping", "theory_variance_by_depth", "theory_singular_value", "figure_1_sklearn-digits"} <= set(
        drawn
    )
    assert "mnist is unavailable" in drawn["figure_1_sklearn-digits"].title
    write_figures(tmp_path, drawn)
    for name, words in json.loads((tmp_path / "figures.json").read_text()).items():
        assert words["title"]
        assert len(words["alt"]) > 40
        assert (tmp_path / "figures" / f"{name}.pdf").stat().st_size > 1000
        with Image.open(tmp_path / "figures" / f"{name}.png") as picture:
            assert len(set(picture.convert("L").resize((64, 64)).tobytes())) > 10
