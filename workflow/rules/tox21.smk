rule tox21:
    input:
        tasks=tox21_folder,
        trials=f"{RUN}/trials.parquet",
        runs=f"{RUN}/runs.parquet",
    output:
        section=directory(f"{RUN}/tox21"),
    log:
        f"{RUN}/logs/tox21.log",
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=usual_memory,
        runtime=usual_minutes,
    params:
        decides=CONFIG.model_dump_json(),
        code=code_version("snnbench.sections.tox21.build", *code_of_networks("SNN")),
    script:
        "../scripts/tox21.py"
