"""What importing a user's modules can do wrong is one line of the config's errors."""

import re

import pytest
from minimal_config import MINIMAL, SNN, errors_of, own


def test_a_helper_that_is_imported_later_and_is_not_python_is_named(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "with_late_helper.py").write_text(
        "from sklearn.tree import DecisionTreeClassifier\n"
        "class Model(DecisionTreeClassifier):\n"
        "    def fit(self, X, y):\n"
        "        import late_helper_of_model\n"
        "        return super().fit(X, y)\n"
    )
    (tmp_path / "late_helper_of_model.py").write_text("x = 1\ndef broken(:\n")
    (error,) = errors_of({**MINIMAL, **own(estimator="with_late_helper.Model")})
    assert re.match(r"estimators\.0: it imports .*late_helper_of_model\.py, which is not Python: line 2: ", error)


@pytest.mark.parametrize(
    "body",
    ["raise OSError('no licence')", "import sys; sys.exit('bye')", "raise KeyboardInterrupt", "raise GeneratorExit"],
)
def test_a_module_that_raises_or_exits_on_import_is_one_line(body, tmp_path, monkeypatch):
    name = f"broken_{len(body)}"
    (tmp_path / f"{name}.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path)
    # Its grid among those of suites would import it again.
    grids = {"default": {"SNN": SNN, "Mine": {"depth": [1]}}}
    (error,) = errors_of({**MINIMAL, **own(estimator=f"{name}.Model"), "grids": grids})
    assert error.startswith(f"estimators.0.estimator: '{name}.Model' cannot be imported: ")


@pytest.mark.parametrize("kind", ["activation", "module"])
def test_a_network_whose_module_ends_the_import_is_one_line(kind, tmp_path, monkeypatch):
    (tmp_path / f"ends_{kind}.py").write_text("raise KeyboardInterrupt")
    monkeypatch.syspath_prepend(tmp_path)
    network = {"name": "Mine", kind: f"ends_{kind}.Net", "grid": {"learning_rate": [1], "hidden_layers": [1]}}
    (error,) = errors_of({**MINIMAL, "methods": ["Mine"], "networks": [network]})
    assert error == f"networks.0.{kind}: 'ends_{kind}.Net' cannot be imported: it raises KeyboardInterrupt"


def test_a_late_helper_of_a_network_that_is_not_python_is_named(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    text = (
        "import torch\n"
        "class Net(torch.nn.Linear):\n"
        "    def forward(self, x):\n"
        "        import late_helper_of_net\n"
        "        return super().forward(x)\n"
    )
    (tmp_path / "net_with_late_helper.py").write_text(text)
    (tmp_path / "late_helper_of_net.py").write_text("def broken(:\n")
    network = {"name": "Mine", "module": "net_with_late_helper.Net", "grid": {"learning_rate": [1]}}
    (error,) = errors_of({**MINIMAL, "networks": [network]})
    assert re.match(r"networks\.0: it imports .*late_helper_of_net\.py, which is not Python: line 1: ", error)
