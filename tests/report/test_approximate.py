"""Which methods are known to approximate, compared with their classes."""

import inspect

from snnbench.methods.baselines import BASELINES
from snnbench.report.tables.approximate import EXACT_ROWS


def test_what_is_known_of_methods_is_what_their_classes_say():
    said = {}
    for name, method in BASELINES.items():
        if parameter := inspect.signature(method.load()).parameters.get("exact_rows"):
            said[name] = method.arguments.get("exact_rows", parameter.default)
    assert said == EXACT_ROWS
