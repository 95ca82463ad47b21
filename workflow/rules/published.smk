# snakemake --cores 1 published: the paper's tables from published inputs alone, nothing is trained.
rule published:
    output:
        audit=f"{RUN}/published/audit.md",
        summary=f"{RUN}/published/summary.txt",
        tables=f"{RUN}/published/tables.json",
        claims=f"{RUN}/published/audit.csv",
        table1=f"{RUN}/published/table1_fnn.csv",
        table3=f"{RUN}/published/table3_stars.csv",
        state=update(f"{RUN}/state/published.json"),
    log:
        f"{RUN}/logs/published.log",
    conda:
        "../../environment.yml"
    threads: 1
    params:
        code=code_version("snnbench.sections.audit.report"),
        attempt=published_attempt,
    script:
        "../scripts/published.py"
