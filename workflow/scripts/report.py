from snnbench.runs.warm.client import run_forked

run_forked()

from pathlib import Path

from snnbench.report.build import build_report
from snnbench.runs.job import logged_job

with logged_job(snakemake.log[0], snakemake.config) as config:
    build_report(
        Path(snakemake.output.html).parent,
        drop_incomplete=config.incomplete == "drop",
        data_dir=Path(config.data_dir),
        mirrors=config.mirrors,
    )
