# snakemake --cores N                                       the paper (configs/config.yaml)
# snakemake --cores 2 --configfile configs/quick.yaml       its protocol on a grid for two cores
# snakemake --cores all --configfile configs/demo.yaml      a first look, no data to fetch
from pathlib import Path

from snakemake.utils import min_version

min_version("9.19")

if not workflow.overwrite_configfiles:

    configfile: "configs/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/resources.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/tox21.smk"
include: "workflow/rules/theory.smk"
include: "workflow/rules/results.smk"
include: "workflow/rules/published.smk"


rule all:
    default_target: True
    input:
        f"{RUN}/report.html",
        theory_files,


onstart:
    start_server_of_jobs()
    without_default_rate_limit(workflow.scheduler)
    print("\n".join(current.start()), flush=True)


onsuccess:
    current.end()
    summary = Path(RUN, "summary.txt")
    # A target of its own, such as `published`, leaves none.
    if summary.is_file():
        print(wrapped(summary.read_text()))


onerror:
    if not interrupted():
        current.end()
        print(
            f"A job failed. Its log lies under {RUN}/logs; the same command goes on where this one stopped."
        )
