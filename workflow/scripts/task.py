from snnbench.runs.jobs import logged_job, prepare_task

with logged_job(snakemake.log[0], snakemake.config) as config:
    prepare_task(snakemake.wildcards.task, config, snakemake.output[0], snakemake.threads)
