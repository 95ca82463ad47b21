"""Ctrl-C says one line; a signal that comes twice is one, and a second Ctrl-C ends the process at once."""

import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import time
from snnbench.watch import interrupt
signals, answer = [], interrupt._interrupt
def counted(number, frame):
    signals.append(number)
    answer(number, frame)
interrupt._interrupt, interrupt.PATIENCE = counted, {patience}
interrupt.expect_interrupt()
try:
    print("ready", flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    print("cleaning up", flush=True)
    while len(signals) < 2:
        time.sleep(0.01)
    print("done", flush=True)
"""


def interrupted(patience):
    program = PROGRAM.format(patience=patience)
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "cleaning up\n"
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate()
    return process.returncode, said, errors


def test_the_same_interrupt_twice_is_one():
    assert interrupted(patience=1e9) == (
        0,
        "done\n",
        "\nInterrupted. What is finished is kept; the same command goes on where this one stopped.\n",
    )


def test_a_second_interrupt_ends_at_once_and_quietly():
    code, said, errors = interrupted(patience=-1)
    assert (code, said) == (-signal.SIGINT, "")
    assert errors.count("\n") == 2
