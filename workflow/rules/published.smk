# snakemake --cores 1 published: the paper's tables from published inputs alone, nothing is trained.
rule published:
    output:
        section=directory(f"{RUN}/published"),
        state=update(f"{RUN}/state/published.json"),
    log:
        f"{RUN}/logs/published.log",
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=usual_memory,
        runtime=usual_minutes,
    params:
        code=code_version("snnbench.sections.audit.report"),
        attempt=published_attempt,
    script:
        "../scripts/published.py"
