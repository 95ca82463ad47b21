"""Where the temporary folder is no place for the sockets of processes."""

import os
import subprocess
import sys

CELLS = """
from pathlib import Path
from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs.cells import run_cells
values = {"run": "x", "tasks": ["sklearn-iris"], "methods": ["SVM"], "grids": {"default": {"SVM": {"C": [1.0]}}}}
run_cells(load_task("sklearn-iris"), ["SVM"], read_config(values), Path())
"""


def test_a_temporary_folder_with_too_long_a_path_is_named(tmp_path):
    """A scheduler's TMPDIR may be long; sockets of Unix have paths of some hundred bytes."""
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder)}
    ended = subprocess.run([sys.executable, "-c", CELLS], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith(
        f"OSError: processes cannot be started: the path of the temporary folder, {folder}, is too long"
    )
    assert "set TMPDIR to a folder with a shorter path" in last
