"""Users' estimator classes: what is no classifier is refused, and scikit-learn's own constraints speak early."""

import math

import pytest
from sklearn.utils._param_validation import InvalidParameterError

from snnbench.methods.estimator_class import EstimatorClass, EstimatorError
from snnbench.methods.svm import KernelSVM


@pytest.mark.parametrize(
    ("path", "arguments", "reason"),
    [
        ("sklearn.cluster.KMeans", {}, "of the kind 'clusterer'"),
        ("sklearn.linear_model.LinearRegression", {}, "of the kind 'regressor'"),
        ("sklearn.ensemble.IsolationForest", {}, "of the kind 'outlier_detector'"),
        ("sklearn.preprocessing.StandardScaler", {}, "lacks fit or predict"),
        ("sklearn.metrics.accuracy_score", {}, "is a function, not a class"),
        ("sklearn.svm.NoSuchThing", {}, "cannot be imported: AttributeError"),
        ("no_such_module.Model", {}, "cannot be imported: ModuleNotFoundError"),
        ("sklearn.svm.SVC", {"c": 1}, r"cannot be made with \(c=1\): TypeError"),
    ],
)
def test_what_is_no_classifier_is_refused_with_the_reason(path, arguments, reason):
    with pytest.raises(EstimatorError, match=reason):
        _ = EstimatorClass(path, arguments).default


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise RuntimeError('no licence\\nfound')", "RuntimeError: no licence found$"),
        ("import sys; print('bye'); sys.exit(3)", r"it exits \(3\) instead of being imported"),
        ("1 /", "SyntaxError"),
    ],
)
def test_a_module_that_raises_or_exits_when_imported_is_one_error_line(
    tmp_path, monkeypatch, capsys, source, reason, request
):
    name = f"faulty_{abs(hash(request.node.name))}"
    (tmp_path / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EstimatorError, match=reason) as raised:
        _ = EstimatorClass(f"{name}.Model", {}).cls
    assert "\n" not in str(raised.value)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("value", ["1e-3", "abc", -1, math.nan, None, [1]])
def test_scikit_learns_own_constraints_speak(value):
    assert "must be a float in the range (0.0, inf]" in EstimatorClass("sklearn.svm.SVC", {}).value_problem("C", value)


def test_nested_estimators_are_asked_too():
    bagging = EstimatorClass(
        "sklearn.ensemble.BaggingClassifier", {"estimator": EstimatorClass("sklearn.svm.SVC", {}).default}
    )
    assert "estimator__C" in bagging.parameters
    assert "'C' parameter of SVC" in bagging.value_problem("estimator__C", -1)
    assert bagging.make({"estimator__C": 7, "n_estimators": 3}, seed=5).estimator.C == 7


BOOSTER = """
from sklearn.base import BaseEstimator, ClassifierMixin
class Booster(ClassifierMixin, BaseEstimator):
    # As LightGBM's and XGBoost's classes: get_params knows more than the signature.
    def __init__(self, depth=3, **others):
        self.depth = depth
        self.others = {"random_state": None, "eta": 0.3, **others}
    def get_params(self, deep=True):
        return {"depth": self.depth, **self.others}
    def fit(self, X, y):
        return self
    def predict(self, X):
        return X
"""


def test_keyword_arguments_are_taken_and_the_seed_reaches_them(tmp_path, monkeypatch):
    (tmp_path / "boosters_of_a_test.py").write_text(BOOSTER)
    monkeypatch.syspath_prepend(tmp_path)
    booster = EstimatorClass("boosters_of_a_test.Booster", {"max_bin": 63})
    assert {"depth", "eta", "random_state", "max_bin"} <= booster.parameters
    assert booster.takes_others
    made = booster.make({"eta": 0.1, "subsample": 0.5}, seed=5)
    assert made.others == {"random_state": 5, "eta": 0.1, "max_bin": 63, "subsample": 0.5}
    assert booster.make({"random_state": 1}, seed=5).others["random_state"] == 1


def test_a_class_without_get_params_takes_what_its_signature_names(tmp_path, monkeypatch):
    source = "class Plain:\n    def __init__(self, a=1): self.a = a\n"
    source += "    def fit(self, X, y): 0\n    def predict(self, X): 0\n"
    (tmp_path / "plain_of_a_test.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    plain = EstimatorClass("plain_of_a_test.Plain", {})
    assert plain.parameters == {"a"}
    assert plain.make({"a": 2}, seed=0).a == 2
    assert plain.value_problem("a", -1) is None


@pytest.mark.parametrize("wrong", [{"C": 0}, {"gamma": "scale"}, {"components": 0.5}])
def test_our_own_classes_declare_constraints(wrong):
    (name, value), *_ = wrong.items()
    assert EstimatorClass("snnbench.methods.svm.KernelSVM", {}).value_problem(name, value)
    with pytest.raises(InvalidParameterError):
        KernelSVM(**wrong).fit([[0.0], [1.0]], [0, 1])
