from snnbench.runs.warm.client import run_forked

run_forked()

from pathlib import Path

from snnbench.runs.job import logged_job
from snnbench.runs.state import write_state
from snnbench.sections.audit.report import published_report, write_published

with logged_job(snakemake.log[0], snakemake.config) as config:
    report = published_report(Path(config.data_dir), config.mirrors)
    write_published(report, Path(snakemake.output.section))
    missing = [{"what": name, "reason": reason} for name, reason in report.not_made.items()]
    write_state(snakemake.output.state, snakemake.params.attempt, missing)
