"""The command line as a whole: its version, its help, and what a help text must not import."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from snnbench import __version__
from snnbench.cli import app

ROOT = Path(__file__).parents[1]
COMMANDS = sorted(
    command.name or command.callback.__name__.replace("_", "-")
    for command in app.registered_commands
    if not command.hidden
)


def test_the_version_is_shown():
    result = CliRunner().invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.output == f"snnbench {__version__}\n"


def test_help_lists_every_command_and_hints_at_completion():
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert "--install-completion" in result.output
    for command in COMMANDS:
        assert command in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "unless given" not in result.output


def test_help_imports_nothing_heavy():
    code = "import sys, snnbench.cli; print(*{'torch', 'sklearn', 'scipy', 'matplotlib', 'numba'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == ""
