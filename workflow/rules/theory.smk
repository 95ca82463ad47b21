rule prove:
    output:
        certificate=f"{THEORY}/certificate.json",
        theorems=f"{THEORY}/theorems.json",
        bounds=f"{THEORY}/derivative_bounds.csv",
        latex=f"{THEORY}/derivative_bounds.tex",
        tables=f"{THEORY}/tables.json",
        summary=f"{THEORY}/summary.txt",
    log:
        f"{RUN}/logs/theory/prove.log",
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=usual_memory,
        runtime=usual_minutes,
    params:
        code=code_version("snnbench.sections.theory.prove_theorems"),
    script:
        "../scripts/prove.py"


rule measure_networks:
    output:
        moments=f"{THEORY}/moments_at_initialisation.csv",
        training=f"{THEORY}/moments_during_training.csv",
        distances=f"{THEORY}/berry_esseen.csv",
    log:
        f"{RUN}/logs/theory/measure_networks.log",
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=measure_memory,
        runtime=usual_minutes,
    params:
        decides=[CONFIG.seed],
        code=code_version(
            "snnbench.sections.theory.measure_networks",
            *code_of_networks("SNN", "MSRAinit", "BatchNorm"),
        ),
    script:
        "../scripts/measure_networks.py"


rule figure_1:
    output:
        curves=f"{THEORY}/figure_1/{{dataset}}.csv",
        state=update(f"{RUN}/state/figure_1/{{dataset}}.json"),
    log:
        f"{RUN}/logs/theory/figure_1/{{dataset}}.log",
    wildcard_constraints:
        dataset="[^/]+",
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=figure_1_memory,
        runtime=usual_minutes,
    params:
        decides=[CONFIG.seed, [d.model_dump_json() for d in CONFIG.datasets]],
        code=code_version(
            "snnbench.sections.theory.train_figure_1",
            *code_of_networks("SNN", "BatchNorm"),
        ),
        attempt=figure_1_attempt,
    script:
        "../scripts/figure_1.py"


rule theory_figures:
    input:
        moments=f"{THEORY}/moments_at_initialisation.csv",
        training=f"{THEORY}/moments_during_training.csv",
        distances=f"{THEORY}/berry_esseen.csv",
        curves=figure_1_files,
    output:
        index=f"{THEORY}/figures.json",
        figures=directory(f"{THEORY}/figures"),
    log:
        f"{RUN}/logs/theory/figures.log",
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=usual_memory,
        runtime=usual_minutes,
    params:
        code=code_version("snnbench.sections.theory.draw_figures"),
    script:
        "../scripts/theory_figures.py"
