import json
import math
import subprocess
import sys

import pytest

from snnbench.config.known_values import _KNOWN, is_known
from snnbench.config.read import read_config_file
from snnbench.methods.baselines import BASELINES

VALUES = [
    *(-1, 0, 1, 2, 100, -0.5, 0.0, 1e-12, 0.5, 1.0, 1.5, 1e6, math.inf, -math.inf, math.nan),
    *(True, False, None, "sqrt", "log2", "auto", "1", "", [1], [0.5]),
]


@pytest.mark.parametrize(
    ("method", "hyperparameter"), [(method, name) for method, known in _KNOWN.items() for name in known]
)
def test_scikit_learn_takes_what_is_known(method, hyperparameter):
    known = [value for value in VALUES if is_known(method, hyperparameter, value)]
    assert known
    asked = BASELINES[method].estimator_class
    assert [asked.value_problem(hyperparameter, value) for value in known] == [None] * len(known)


def test_others_are_asked_about():
    assert not is_known("SVM", "C", -1)
    assert not is_known("SVM", "exact_rows", 1)
    assert not is_known("mine", "C", 1)


def test_the_demo_is_read_without_importing_scikit_learn():
    code = (
        f"import sys; from {read_config_file.__module__} import read_config_file; read_config_file('configs/demo.yaml')"
    )
    said = subprocess.check_output([sys.executable, "-c", f"{code}; import json; print(json.dumps(list(sys.modules)))"])
    assert "sklearn" not in json.loads(said)
