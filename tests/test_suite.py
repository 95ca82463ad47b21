"""Rules that the tests themselves keep."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
WAITS = {"join", "wait", "result", "poll", "communicate"}
"""Methods that take a time-out by its place, too."""


def fixed_limits(tree):
    """Return the lines of calls with a time-out that is written as a number, unless its end is caught."""
    caught = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.Try) and any("TimeoutExpired" in ast.unparse(h.type or block) for h in block.handlers)
        for statement in block.body
        for node in ast.walk(statement)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in caught:
            named = [k.value for k in node.keywords if k.arg == "timeout"]
            placed = node.args if isinstance(node.func, ast.Attribute) and node.func.attr in WAITS else []
            found += [n.lineno for n in named if isinstance(n, ast.Constant)]
            found += [n.lineno for n in placed if isinstance(n, ast.Constant) and type(n.value) in (int, float)]
    return found


def test_no_test_gives_up_after_a_fixed_time():
    """A slow machine is no defect; whoever starts the tests may stop them."""
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in fixed_limits(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("thread.join(10)", 1),
        ("event.wait(0.5)", 1),
        ("process.communicate(None, 5)", 1),
        ("subprocess.run(['x'], timeout=3)", 1),
        ("', '.join(names)", 0),
        ("thread.join()", 0),
        ("try:\n    process.wait(30)\nexcept subprocess.TimeoutExpired:\n    process.kill()", 0),
        ("try:\n    process.wait(30)\nexcept ValueError:\n    pass", 1),
    ],
)
def test_limits_are_found_by_name_and_by_place(code, found):
    assert len(fixed_limits(ast.parse(code))) == found
