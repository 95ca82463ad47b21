"""The map of the package in CONTRIBUTING.md."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "snnbench"


def rows_of_the_map():
    """The rooms of each row of the table, from top to bottom, without suffix or slash."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| room | what it holds |")[2].partition("\n\n")[0]
    rows = [re.findall(r"`([\w]+)(?:/|\.py)`", line.split("|")[1]) for line in table.splitlines() if "`" in line]
    return [row for row in rows if row]


def rooms():
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return packages | {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}


def test_the_map_names_every_room_once_and_nothing_else():
    assert sorted(name for row in rows_of_the_map() for name in row) == sorted(rooms())


def test_imports_run_from_the_bottom_of_the_map_to_the_top():
    place = {name: number for number, row in enumerate(rows_of_the_map()) for name in row}
    upwards = []
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("snnbench.") and room in place:
                imported = node.module.split(".")[1]
                if place[imported] > place[room]:
                    upwards.append(f"{path.relative_to(ROOT)} imports {node.module}")
    assert upwards == []
