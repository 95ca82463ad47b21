"""The configuration of the cluster: its files, and where Slurm's programs look for them."""

from __future__ import annotations

import os
from pathlib import Path

GPUS = 4
SYSTEM = Path("/etc/slurm")
CONFIGURATION = ("slurm.conf", "gres.conf", "slurmdbd.conf")
"""Files that Slurm's programs look for there."""
SLURM_CONF = """
ClusterName=loop
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=300
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=2,sched_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort={ports[2]}
AccountingStoragePass={folder}/munge.socket
AccountingStorageTRES=gres/gpu
MpiDefault=none
GresTypes=gpu
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={megabytes} Gres=gpu:{gpus} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP DefMemPerCPU=1000
"""
SLURMDBD_CONF = """
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort={ports[2]}
SlurmUser=root
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort={ports[3]}
StorageUser=slurm
StoragePass={password}
StorageLoc=slurm_acct_db
LogFile={folder}/slurmdbd.log
PidFile={folder}/slurmdbd.pid
"""


def write_configuration(folder: Path, host: str, ports: list[int], password: str) -> None:
    """Write the files of a cluster whose node is this machine, and make the stand-ins for its GPUs.

    Parameters
    ----------
    folder : Path
        Where the cluster keeps everything.
    host : str
        Name of this machine.
    ports : list of int
        Those of slurmctld, slurmd, slurmdbd and the database.
    password : str
        Of the database.
    """
    values = {
        "folder": folder,
        "host": host,
        "ports": ports,
        "password": password,
        "megabytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 * 9 // 10,
        "gpus": GPUS,
        "cpus": os.cpu_count(),
    }
    (folder / "slurm.conf").write_text(SLURM_CONF.format(**values))
    dbd = folder / "slurmdbd.conf"
    dbd.touch(mode=0o600)
    dbd.write_text(SLURMDBD_CONF.format(**values))
    for number in range(GPUS):
        os.mknod(folder / f"gpu{number}", 0o666 | 0o020000, os.makedev(1, 3))  # like /dev/null
    (folder / "gres.conf").write_text(f"NodeName={host} Name=gpu File={folder}/gpu[0-{GPUS - 1}]\n")
