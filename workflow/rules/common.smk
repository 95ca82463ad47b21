import time
from pathlib import Path

from snakemake.exceptions import WorkflowError

from snnbench.data.catalog import catalog
from snnbench.methods.registry import NETS
from snnbench.plan.memory import job_megabytes
from snnbench.config.read import ConfigError, read_run
from snnbench.code_version import code_version
from snnbench.watch import current
from snnbench.runs.retry import retry_token, stand_in_token

try:
    CONFIG = read_run(
        workflow.configfiles,
        workflow.config_settings.config,
        imports=workflow.is_main_process,
    )
except ConfigError as error:
    raise WorkflowError(str(error))
# Jobs get what was read here; Snakemake itself reads files by YAML 1.1.
config.clear()
config.update(CONFIG.model_dump())

RUN = f"results/{CONFIG.run}"
THEORY = f"{RUN}/theory"
# A whole task in one process, or one method of it.
ALL_METHODS = "all"


wildcard_constraints:
    task="[^/]+",
    batch="[^/]+",


def rows_of(task):
    """Rows of a task of the catalog; a user's data set counts as small."""
    return catalog()[task].rows if task in catalog() else 0


def methods_on(task):
    suite = catalog()[task].suite if task in catalog() else "user"
    return list(CONFIG.methods_on(suite))


def batches_of(task):
    """Names of the processes that share a task's methods."""
    one_process = rows_of(task) < CONFIG.process_per_method_from_rows
    return [ALL_METHODS] if one_process else methods_on(task)


def methods_of(wildcards):
    one_process = wildcards.batch == ALL_METHODS
    return methods_on(wildcards.task) if one_process else [wildcards.batch]


def source_file(wildcards):
    """The user's own file, if the task is read from one."""
    for dataset in CONFIG.datasets:
        path = getattr(dataset.source, "csv", None)
        if dataset.name == wildcards.task and path is not None and "://" not in path:
            return [path]
    return []


def decides_task(wildcards):
    """What a task's content depends on beside its source file."""
    declared = [
        d.model_dump_json() for d in CONFIG.datasets if d.name == wildcards.task
    ]
    options = [CONFIG.tox21.model_dump_json()] if wildcards.task == "tox21" else []
    return [CONFIG.scaling, CONFIG.seed, CONFIG.missing, *declared, *options]


def task_threads(wildcards):
    """Only the features of Tox21 are computed in parallel."""
    return workflow.cores if wildcards.task == "tox21" else 1


def task_attempt(wildcards):
    """Changes while a task could not be had, so that the next call tries again."""
    return retry_token(f"{RUN}/tasks/{wildcards.task}.npz")


def decides_rows(wildcards):
    """What a batch's rows depend on beside the task."""
    keys = (
        "seed",
        "protocol",
        "search",
        "folds",
        "repeats",
        "part",
        "stack_megabytes",
        "estimators",
        "device",
        "precision",
    )
    grids = {name: CONFIG.grids_of(name) for name in methods_of(wildcards)}
    return [CONFIG.model_dump_json(include=set(keys)), grids]


def code_of_cells(wildcards):
    """What computes a batch's rows: the package, and the module of each of the user's own estimators."""
    own = [
        estimator.estimator.rpartition(".")[0]
        for estimator in CONFIG.estimators
        if estimator.name in methods_of(wildcards)
    ]
    return code_version("snnbench.runs.cells", *own)


def batch_memory(wildcards):
    """Megabytes a process may take; a user's data set counts as small."""
    entry = catalog().get(wildcards.task)
    size = (
        (entry.rows, entry.features or 1, entry.classes) if entry else (10_000, 100, 10)
    )
    suite = entry.suite if entry else "user"
    return job_megabytes(*size, suite, methods_of(wildcards), CONFIG)


def batch_gpus(wildcards):
    nets = any(method in NETS for method in methods_of(wildcards))
    return int(CONFIG.device == "cuda" and nets)


def rows_files(wildcards):
    return [
        f"{RUN}/rows/{task}/{batch}.parquet"
        for task in CONFIG.tasks
        for batch in batches_of(task)
    ]


def task_files(wildcards):
    return [f"{RUN}/tasks/{task}.npz" for task in CONFIG.tasks]


def section_files(wildcards):
    """What other rules leave for sections of the report; see snnbench.report.sections."""
    suites = {catalog()[task].suite for task in CONFIG.tasks if task in catalog()}
    of_the_paper = suites & {"uci", "htru2", "tox21"}
    # A subset of a run leaves what concerns the whole of it to the full run.
    whole = of_the_paper and not CONFIG.subset_of
    published = [f"{RUN}/published/summary.txt"] if whole else []
    tox21 = [f"{RUN}/tox21/summary.txt"] if "tox21" in CONFIG.tasks else []
    return [*published, *tox21, *theory_files(wildcards)]


def published_attempt(wildcards):
    """Changes while the other methods' results could not be had, so that the next call tries again."""
    audit, needs_others = (
        Path(RUN, "published", name) for name in ("audit.md", "table1_ml.csv")
    )
    return str(time.time_ns()) if audit.exists() and not needs_others.exists() else ""


def figure_1_files(wildcards):
    return [f"{THEORY}/figure_1/{name}.csv" for name in CONFIG.theory.figure_1]


def figure_1_attempt(wildcards):
    """Changes while a data set could not be had, so that the next call tries again."""
    return stand_in_token(f"{THEORY}/figure_1/{wildcards.dataset}.csv")


def figure_1_memory(wildcards):
    """Megabytes; CIFAR-10 has 60,000 rows of 3,072 features."""
    return 2000 if wildcards.dataset in catalog() else 12000


def theory_files(wildcards):
    """What the theory adds to a run, if the config asks for it."""
    if not CONFIG.theory.enabled:
        return []
    names = (
        "certificate.json",
        "theorems.json",
        "derivative_bounds.csv",
        "tables.json",
        "summary.txt",
        "figures.json",
        "figures",
    )
    return [f"{THEORY}/{name}" for name in names]


def cells_of_this_call():
    """(task, method) of the cells that jobs of this call compute."""
    needed = workflow.dag.needrun_jobs(exclude_finished=False)
    jobs = [job for job in needed if job.rule.name == "cells"]
    return {
        (job.wildcards.task, method) for job in jobs for method in job.params.methods
    }


if workflow.is_main_process:
    current.conduct(CONFIG, workflow.cores, cells_of_this_call)
