"""Scripts that a server runs end as they do without one."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from snnbench.runs.warm.client import ADDRESS, ONE_THREAD, SIZE
from snnbench.runs.warm.server import start_server

ROOT = Path(__file__).parents[3]
PARENT = f"""
import os, sys
from snnbench.runs.warm.server import start_server
start_server()
print(os.environ['{ADDRESS}'], flush=True)
sys.stdin.read()
"""
BEGINNING = "from snnbench.runs.warm.client import run_forked\n\nrun_forked()\n\n"
SAID_WHERE = (
    "import json, os, sys\nprint(json.dumps([os.getpid(), *sys.argv, 'snnbench.words' in sys.modules]), flush=True)\n"
)


@pytest.fixture
def parent():
    """A process that has started a server, as Snakemake does, and ends with its standard input."""
    command = [sys.executable, "-c", PARENT]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        process.address = process.stdout.readline().strip()
        yield process
    # Left where a test kills the server.
    shutil.rmtree(Path(process.address).parent, ignore_errors=True)


@pytest.fixture
def started(parent, tmp_path):
    """Starts a script as Snakemake does."""

    def start(body, beginning=BEGINNING, **variables):
        script = tmp_path / "script.py"
        script.write_text(beginning + body)
        return subprocess.Popen(
            [sys.executable, script],
            env={**os.environ, **ONE_THREAD, ADDRESS: parent.address, "PYTHONPATH": str(ROOT), **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def ended(script):
    out, err = script.communicate()
    return script.returncode, out, err


def server_of(parent):
    return next(child for child in psutil.Process(parent.pid).children() if "warm.server" in " ".join(child.cmdline()))


def gone(pid):
    """Wait until a process has ended."""
    with suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.02)
    return True


def test_a_script_runs_in_another_process_that_has_its_imports(started, parent, tmp_path):
    script = started(SAID_WHERE + "import snnbench.words\n")
    code, out, err = ended(script)
    assert (code, err) == (0, "")
    pid, name, imported = json.loads(out.splitlines()[0])
    assert pid != script.pid
    assert name == str(tmp_path / "script.py")
    assert imported


@pytest.mark.parametrize("threads", ["2", ""])
def test_a_job_of_several_threads_runs_in_its_own_process(started, threads):
    script = started(SAID_WHERE, OMP_NUM_THREADS=threads)
    pid, _, imported = json.loads(ended(script)[1])
    assert (pid, imported) == (script.pid, False)


def test_variables_of_the_job_are_set_and_what_it_starts_has_no_server(started):
    code, out, _ = ended(started(f"import os\nprint(os.environ['OWN'], '{ADDRESS}' in os.environ)\n", OWN="mine"))
    assert (code, out) == (0, "mine False\n")


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ("import sys; sys.exit(3)", 3, ""),
        ("import sys; sys.exit('no such task')", 1, "no such task"),
        ("raise ValueError('a table is damaged')", 1, "ValueError: a table is damaged"),
        ("import snnbench.nowhere", 1, "No module named 'snnbench.nowhere'"),
        ("import os; os.kill(os.getpid(), 9)", 1, "the job was ended by signal 9 (Killed)"),
    ],
)
def test_a_script_ends_as_its_job_does(started, body, code, said):
    found, _, err = ended(started(body))
    assert found == code
    assert said in err


def test_an_interrupt_reaches_the_job(started):
    script = started(
        SAID_WHERE + "import time\ntry:\n    time.sleep(1000)\nexcept KeyboardInterrupt:\n    sys.exit(130)\n"
    )
    script.stdout.readline()
    script.send_signal(signal.SIGINT)
    assert ended(script)[0] == 130


def test_a_job_ends_with_its_script_and_so_does_what_it_has_started(started):
    script = started(
        "import subprocess, os, time\n"
        "print(os.getpid(), subprocess.Popen(['sleep', '1000']).pid, flush=True)\n"
        "time.sleep(1000)\n"
    )
    pids = [int(pid) for pid in script.stdout.readline().split()]
    script.kill()
    assert all(gone(pid) for pid in pids)


def test_a_server_ends_with_what_has_started_it_and_takes_its_folder_along(started, parent):
    assert ended(started(SAID_WHERE))[0] == 0
    server = server_of(parent)
    parent.kill()
    assert gone(server.pid)
    assert not Path(parent.address).parent.exists()


def test_a_script_that_ends_while_it_asks_costs_others_nothing(started, parent):
    for sent in (b"", SIZE.pack(1000), SIZE.pack(1000) + b"{"):
        with socket.socket(socket.AF_UNIX) as script:
            script.connect(parent.address)
            script.sendall(sent)
    assert ended(started(SAID_WHERE))[0] == 0


def test_a_server_that_is_gone_is_said(started, parent):
    server = server_of(parent)
    server.kill()
    gone(server.pid)
    code, _, err = ended(started(SAID_WHERE))
    assert code == 1
    assert f"cannot be reached at {parent.address}" in err
    assert "give the command again" in err


def test_a_temporary_folder_with_too_long_a_path_is_said(monkeypatch, tmp_path):
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with pytest.raises(OSError, match=rf"{folder.name}.*set TMPDIR"):
        start_server()
    assert not list(folder.iterdir())
