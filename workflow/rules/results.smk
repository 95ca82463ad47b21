rule collect:
    input:
        rows=expand(f"{RUN}/rows/{{batch}}.parquet", batch=BATCHES),
        overview=f"{RUN}/device.json",
    output:
        runs=f"{RUN}/runs.parquet",
        trials=f"{RUN}/trials.parquet",
        config=f"{RUN}/config.yaml",
        environment=f"{RUN}/environment.json",
    log:
        f"{RUN}/logs/collect.log",
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=usual_memory,
        runtime=usual_minutes,
    params:
        decides=CONFIG.model_dump_json(),
        code=code_version("snnbench.runs.collect"),
    script:
        "../scripts/collect.py"


rule report:
    input:
        f"{RUN}/runs.parquet",
        f"{RUN}/trials.parquet",
        f"{RUN}/tasks.csv",
        f"{RUN}/config.yaml",
        f"{RUN}/environment.json",
        section_files,
    output:
        html=report(
            f"{RUN}/report.html", category="Report", caption="../report/report.rst"
        ),
        summary=f"{RUN}/summary.txt",
        tables=report(
            directory(f"{RUN}/tables"),
            patterns=["{table}.html"],
            category="Tables",
            labels={"table": "{table}"},
            caption="../report/tables.rst",
        ),
        figures=report(
            directory(f"{RUN}/figures"),
            patterns=["{figure}.png"],
            category="Figures",
            labels={"figure": "{figure}"},
            caption="../report/figures.rst",
        ),
    log:
        f"{RUN}/logs/report.log",
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=usual_memory,
        runtime=usual_minutes,
    params:
        incomplete=CONFIG.incomplete,
        code=code_version("snnbench.report.build"),
    script:
        "../scripts/report.py"
