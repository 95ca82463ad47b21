# What jobs ask a scheduler for: memory, time, threads and GPUs, from the plan.
import json
from functools import cache
from pathlib import Path

from snakemake.logging import logger

from snnbench.runs.gpus import UnknownOrder, asks_for_gpu

SNAKEMAKE_MB = 400
"""Of the two processes of Snakemake around a job on a cluster."""


@cache
def sampled_size(task):
    """As large as the user's own file is; for what may differ between machines."""
    return size_of_task(task, CONFIG)


def group_threads(wildcards):
    """Only the features of Tox21 are computed in parallel."""
    return CONFIG.tox21.threads if wildcards.group == GROUP_OF.get("tox21") else 1


def group_memory(wildcards, attempt):
    """Megabytes; a task is held in memory a few times while it is prepared."""
    sizes = map(sampled_size, GROUPS[wildcards.group])
    largest = max(size.rows * size.features for size in sizes)
    threads = group_threads(wildcards)
    return grown(600 + 300 * threads + largest * 4 * 8 / 2**20, attempt)


def usual_memory(wildcards, attempt):
    """Megabytes of a job whose need nobody counts."""
    return 2000 * attempt


def usual_minutes(wildcards, attempt):
    """Run time of a job whose need nobody counts."""
    return min(120 * attempt, CONFIG.job_minutes)


def grown(megabytes, attempt):
    """Megabytes to ask a cluster for, half as much again at each further attempt."""
    return round((megabytes + SNAKEMAKE_MB) * (1 + (attempt - 1) / 2))


def planned_memory(batch):
    """Megabytes that a job of cells may take, if the plan is right."""
    return max(
        PLANNER.counts(
            sampled_size(cell.task).coarse(), cell.method, computes_on_gpu()
        ).megabytes
        for cell in BATCHES[batch]
    )


def batch_memory(wildcards, attempt):
    return grown(planned_memory(wildcards.batch), attempt)


def batch_minutes(wildcards, attempt):
    """Minutes to ask a cluster for: ten times what a nominal core takes, and half an hour, as far as partitions grant it."""
    planned = sum(map(cell_seconds, BATCHES[wildcards.batch]))
    return min(round((30 + 10 * planned / 60) * attempt), CONFIG.job_minutes)


@cache
def computes_on_gpu():
    """Whether to ask for a GPU: as the run has decided, or will decide on this machine."""
    decided = Path(RUN, "device.json")
    if CONFIG.device == "auto" and decided.is_file():
        return json.loads(decided.read_text())["device"] == "cuda"
    try:
        return asks_for_gpu(CONFIG.device)
    except UnknownOrder as error:
        raise WorkflowError(str(error))


def batch_gpus(wildcards):
    methods = [method_named(name, CONFIG) for name in batch_methods(wildcards)]
    return int(any(method.uses_gpu for method in methods) and computes_on_gpu())


def trains_on_gpus():
    """Whether networks, or estimators that say so, are computed on GPUs; jobs without any need none."""
    uses = any(method_named(name, CONFIG).uses_gpu for name in CONFIG.methods)
    return not uses or computes_on_gpu()


if (
    workflow.is_main_process
    and "gpu" in workflow.resource_settings.resources
    and not trains_on_gpus()
):
    said = "GPUs are offered (a profile for GPUs, or --resources gpu=N), but networks would train on the CPU"
    if CONFIG.device == "auto":
        raise WorkflowError(
            f"{said}: device is auto, and the machine that starts the run has no GPU. Write `device: cuda`, for example by "
            "--configfile CONFIG configs/devices/cuda.yaml, or `device: cpu` if that is meant."
        )
    logger.warning(f"{said}, as the config says `device: cpu`.")


def figure_1_memory(wildcards, attempt):
    """Megabytes; CIFAR-10 has 60,000 rows of 3,072 features."""
    return grown(1600 if wildcards.dataset in catalog() else 11600, attempt)


def measure_memory(wildcards, attempt):
    return grown(2600, attempt)
