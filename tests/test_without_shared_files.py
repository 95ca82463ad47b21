"""The workflow without a shared file system: only what a job declares comes back, and the store has an address."""

import os
import signal

import pandas as pd
import pytest
from workflow_runs import ONE, copied_into, run, started

pytest.importorskip("snakemake_storage_plugin_fs")


@pytest.mark.slow
def test_a_run_to_its_report_resumed_after_a_kill(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    project, storage = copied_into(folder), tmp_path / "storage"
    config = {**ONE, "store": str(tmp_path / "store")}
    apart = ["--shared-fs-usage", "none", "--default-storage-provider", "fs", "--default-storage-prefix", str(storage)]
    process = started(project, config, *apart)
    while not list((tmp_path / "store").glob("??/[!.]*.parquet")):
        assert process.poll() is None, process.communicate()[0]
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    again = run(project, config, *apart)
    assert again.returncode == 0, again.stderr
    assert not (project / "results/small/rows").exists(), "rows lie in the storage only"
    results = storage / "results/small"
    assert set(pd.read_parquet(results / "runs.parquet")["status"]) == {"ok"}
    for name in ("report.html", "trials.parquet", "tables/leaderboard.csv", "environment.json"):
        assert (results / name).stat().st_size > 0
