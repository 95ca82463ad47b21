"""Rules that the tests themselves keep."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent


def test_no_test_gives_up_after_a_fixed_time():
    """A slow machine is no defect; whoever starts the tests may stop them."""
    found = []
    for path in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                limits = [k.value for k in node.keywords if k.arg == "timeout"]
                found += [f"{path.relative_to(TESTS)}:{n.lineno}" for n in limits if isinstance(n, ast.Constant)]
    assert found == []
