rule tasks:
    input:
        source_files,
    output:
        tasks=directory(f"{RUN}/tasks/{{group}}"),
        descriptions=f"{RUN}/descriptions/{{group}}.json",
        state=update(f"{RUN}/state/tasks/{{group}}.json"),
    log:
        f"{RUN}/logs/tasks/{{group}}.log",
    conda:
        "../../environment.yml"
    threads: group_threads
    resources:
        mem_mb=group_memory,
        runtime=usual_minutes,
    params:
        tasks=tasks_of_group,
        decides=decides_tasks,
        code=code_version("snnbench.runs.prepare"),
        attempt=group_attempt,
    script:
        "../scripts/tasks.py"


# Stops the run before anything is trained where no task is available.
rule overview:
    input:
        expand(f"{RUN}/descriptions/{{group}}.json", group=GROUPS),
    output:
        tasks=f"{RUN}/tasks.csv",
        device=f"{RUN}/device.json",
    log:
        f"{RUN}/logs/overview.log",
    localrule: True
    conda:
        "../../environment.yml"
    threads: 1
    params:
        decides=[CONFIG.tasks, CONFIG.device],
        code=code_version("snnbench.runs.overview"),
    script:
        "../scripts/overview.py"
