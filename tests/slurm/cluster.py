"""A Slurm cluster of one node on loopback, for tests: accounting by slurmdbd and MariaDB, four stand-ins for GPUs.

Everything lies in one folder and listens on loopback only. Since the executor plugin clears Slurm's variables from the
environment of a job, links to the configuration lie in /etc/slurm while the cluster is up; where a configuration is
there already, nothing is done. It needs root and Debian's packages slurm-wlm, slurmdbd, mariadb-server and munge.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from slurm.configuration import CONFIGURATION, SYSTEM, write_configuration

PROGRAMS = ("munged", "mariadbd", "mariadb-install-db", "mariadb", "slurmdbd", "slurmctld", "slurmd", "sacct", "sbatch")


def why_not() -> str | None:
    """Return why no cluster can be set up here, or None."""
    if os.geteuid() != 0:
        return "needs root"
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    # A link that a killed test left leads nowhere.
    there = [SYSTEM / name for name in CONFIGURATION if (SYSTEM / name).exists()]
    return f"this machine has its own {there[0]}" if there else None


def wait_until(true: Callable[[], bool], what: str, process: subprocess.Popen | None = None) -> None:
    """Wait for a condition, as long as the process that should bring it about is alive."""
    while not true():
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"{what}: {process.args} ended with status {process.returncode}")
        time.sleep(0.2)


def _end_with_parent() -> None:
    """Ask Linux to end this process when the tests end, however they do."""
    death_signal = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
    ctypes.CDLL(None).prctl(death_signal, signal.SIGTERM)


class Cluster:
    """One node with this machine's cores. Its daemons are child processes, so that none is left behind.

    Parameters
    ----------
    folder : Path
        Empty; holds configuration, state and logs.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.host = folder, socket.gethostname().partition(".")[0]
        self.daemons: dict[str, subprocess.Popen] = {}
        for name in ("state", "spool", "db"):
            (folder / name).mkdir()
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
        self.ports = [one.getsockname()[1] for one in sockets]
        for one in sockets:
            one.close()

    def up(self) -> None:
        """Write the configuration and start all daemons."""
        password = secrets.token_hex(8)
        write_configuration(self.folder, self.host, self.ports, password)
        SYSTEM.mkdir(exist_ok=True)
        for name in CONFIGURATION:
            (SYSTEM / name).unlink(missing_ok=True)
            (SYSTEM / name).symlink_to(self.folder / name)
        self._start_munge()
        self._start_database(password)
        self._start("slurmdbd", "-D")
        self._wait_for_port(self.ports[2], "slurmdbd")
        for command in ("add cluster loop", "add account root cluster=loop", "add user root account=root"):
            self.call("sacctmgr", "-i", *command.split(), check=False)
        self._start("slurmctld", "-D")
        self._wait_for_port(self.ports[0], "slurmctld")
        self.start_node()

    def down(self) -> None:
        """Cancel all jobs and end the daemons, the last started first."""
        self.call("scancel", "--user=root", check=False)
        for name in reversed(list(self.daemons)):
            process = self.daemons.pop(name)
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for name in CONFIGURATION:
            (SYSTEM / name).unlink(missing_ok=True)

    def call(self, *command: str, check: bool = True) -> str:
        """Return what a command of Slurm prints."""
        done = subprocess.run(command, capture_output=True, text=True)
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        return done.stdout

    def start_node(self) -> None:
        """Start slurmd and put the node into service."""
        self._start("slurmd", "-D")
        wait_until(lambda: self.node_state() in ("idle", "mixed", "alloc") or self._resume(), "slurmd", self.slurmd)

    def kill_node(self) -> None:
        """End slurmd and whatever runs on the node, as a power cut would, and wait until Slurm has noticed."""
        for pid in [self.slurmd.pid, *self._descendants()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.slurmd.wait()
        wait_until(lambda: self.node_state().startswith("down"), "the end of the node", self.daemons["slurmctld"])

    @property
    def slurmd(self) -> subprocess.Popen:
        """The node's daemon."""
        return self.daemons["slurmd"]

    def node_state(self) -> str:
        """Return the node's state without its flags."""
        return self.call("sinfo", "--noheader", "--format=%T", check=False).strip().rstrip("*~#!%$@^-")

    def jobs(self, *columns: str) -> list[list[str]]:
        """Return the accounting of all jobs, a list of columns per job."""
        lines = self.call("sacct", "-X", "--parsable2", "--noheader", f"--format={','.join(columns)}").splitlines()
        return [line.split("|") for line in lines]

    def running(self) -> list[str]:
        """Return the ids of running jobs."""
        return self.call("squeue", "--noheader", "--states=running", "--format=%i").split()

    def _resume(self) -> bool:
        self.call("scontrol", "update", f"nodename={self.host}", "state=resume", check=False)
        return False

    def _descendants(self) -> list[int]:
        """Return the processes of all jobs: slurmstepd detaches, and carries the folder of this slurm.conf."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                of_a_job = b"SLURM_JOB_ID=" in (entry / "environ").read_bytes()
                if of_a_job or b"slurmstepd" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def _start(self, program: str, *arguments: str) -> subprocess.Popen:
        with (self.folder / f"{program}.out").open("ab") as output:
            path = shutil.which(program)
            assert path is not None
            process = subprocess.Popen(
                [path, *arguments],
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self.daemons[program] = process
        return process

    def _wait_for_port(self, port: int, program: str) -> None:
        def answers() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        wait_until(answers, program, self.daemons[program])

    def _start_munge(self) -> None:
        key = self.folder / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(1024))
        for name in ("pid", "log", "seed"):
            (self.folder / f"munge.{name}").touch(mode=0o600)
        process = self._start(
            "munged",
            "--foreground",
            "--force",
            f"--key-file={key}",
            f"--socket={self.folder}/munge.socket",
            f"--pid-file={self.folder}/munge.pid",
            f"--log-file={self.folder}/munge.log",
            f"--seed-file={self.folder}/munge.seed",
        )
        wait_until((self.folder / "munge.socket").exists, "munged", process)

    def _start_database(self, password: str) -> None:
        database, endpoint = self.folder / "db", self.folder / "db.socket"
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", "--user=root", f"--datadir={database}", "--skip-test-db"],
            check=True,
            capture_output=True,
        )
        process = self._start(
            "mariadbd",
            "--no-defaults",
            "--user=root",
            f"--datadir={database}",
            f"--socket={endpoint}",
            f"--pid-file={self.folder}/db.pid",
            "--bind-address=127.0.0.1",
            f"--port={self.ports[3]}",
            "--innodb-buffer-pool-size=64M",
        )
        grants = "; ".join(
            f"grant all on slurm_acct_db.* to 'slurm'@'{host}' identified by '{password}'"
            for host in ("localhost", "127.0.0.1")
        )
        command = ["mariadb", "--no-defaults", "-S", str(endpoint), "-e", f"create database slurm_acct_db; {grants}"]
        wait_until(endpoint.exists, "mariadbd", process)
        wait_until(lambda: subprocess.run(command, capture_output=True).returncode == 0, "mariadbd", process)
