import os
from functools import cache
from pathlib import Path

from snakemake.exceptions import WorkflowError

from snnbench.code_version import code_version
from snnbench.config.read import ConfigError, read_run
from snnbench.data.catalog import catalog
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.plan.counts import Planner
from snnbench.plan.sizes import size_of as size_of_task
from snnbench.runs.batches import batches_of_cells, groups_of_tasks
from snnbench.runs.clock import leave_the_future
from snnbench.runs.named import method_named
from snnbench.runs.state import next_attempt
from snnbench.runs.warm.client import ADDRESS
from snnbench.runs.warm.server import start_server
from snnbench.watch import current
from snnbench.watch.display import wrapped
from snnbench.watch.interrupt import expect_interrupt, interrupted
from snnbench.watch.scheduler import without_default_rate_limit

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
PLANNER = Planner(CONFIG)


@cache
def size_of(task):
    """The same on every machine."""
    return size_of_task(task, CONFIG, look=False)


@cache
def cell_seconds(cell):
    """Planned, and the same on every machine."""
    return PLANNER.counts(size_of(cell.task).coarse(), cell.method).seconds


def rows_of(task):
    return size_of(task).rows


def suite_of(task):
    return size_of(task).suite


GROUPS = groups_of_tasks(CONFIG.tasks, rows_of)
GROUP_OF = {task: group for group, tasks in GROUPS.items() for task in tasks}
BATCHES = batches_of_cells(CONFIG, suite_of, cell_seconds)


wildcard_constraints:
    group="[^/]+",
    batch="[^/]+",


def tasks_of_group(wildcards):
    return GROUPS[wildcards.group]


def tox21_folder(wildcards):
    """The folder of the group of tasks that Tox21 is in."""
    return f"{RUN}/tasks/{GROUP_OF['tox21']}"


def source_files(wildcards):
    """The user's own files that tasks are read from."""
    named = CONFIG.datasets_by_name
    sources = [named[task].source for task in GROUPS[wildcards.group] if task in named]
    paths = [getattr(source, "csv", None) for source in sources]
    return [path for path in paths if path is not None and "://" not in path]


def decides_tasks(wildcards):
    """What the content of tasks depends on, next to their source files."""
    tasks, named = GROUPS[wildcards.group], CONFIG.datasets_by_name
    declared = [named[task].model_dump_json() for task in tasks if task in named]
    options = (
        [CONFIG.tox21.model_dump_json(exclude={"threads"})] if "tox21" in tasks else []
    )
    keys = {"scaling", "seed", "missing", "folds", "part"}
    return [tasks, CONFIG.model_dump_json(include=keys), *declared, *options]


def group_attempt(wildcards):
    return next_attempt(f"{RUN}/state/tasks/{wildcards.group}.json")


def batch_folders(wildcards):
    """The folders of the tasks that a batch's cells need."""
    groups = dict.fromkeys(GROUP_OF[cell.task] for cell in BATCHES[wildcards.batch])
    return [f"{RUN}/tasks/{group}" for group in groups]


def batch_cells(wildcards):
    """(task, method) of the cells of a batch."""
    return [tuple(cell) for cell in BATCHES[wildcards.batch]]


def batch_methods(wildcards):
    return list(dict.fromkeys(cell.method for cell in BATCHES[wildcards.batch]))


def decides_rows(wildcards):
    """What a batch's rows depend on, next to the tasks."""
    keys = (
        "seed",
        "protocol",
        "search",
        "folds",
        "repeats",
        "part",
        "stack_megabytes",
        "estimators",
        "networks",
        "device",
        "precision",
        "limits",
    )
    grids = {name: CONFIG.grids_of(name) for name in batch_methods(wildcards)}
    return [CONFIG.model_dump_json(include=set(keys)), grids]


def code_of_cells(wildcards):
    """What computes a batch's rows: the package, and the modules of its methods, a user's own among them."""
    methods = [method_named(name, CONFIG) for name in batch_methods(wildcards)]
    return code_of_batch(
        *dict.fromkeys(one for method in methods for one in method.modules)
    )


@cache
def code_of_batch(*modules_of_methods):
    return code_version("snnbench.runs.batch", *modules_of_methods)


def code_of_networks(*names):
    """The modules of built-in networks, which are named in their records and imported where they are built."""
    return [module for name in names for module in ARCHITECTURES[name].modules]


def batch_attempt(wildcards):
    return next_attempt(f"{RUN}/state/cells/{wildcards.batch}.json")


def section_files(wildcards):
    """What other rules leave for sections of the report; see snnbench.report.sections."""
    suites = {catalog()[task].suite for task in CONFIG.tasks if task in catalog()}
    of_the_paper = suites & {"uci", "htru2", "tox21"}
    # A subset of a run leaves what concerns the whole of it to the full run.
    whole = of_the_paper and not CONFIG.subset_of
    published = [f"{RUN}/published"] if whole else []
    tox21 = [f"{RUN}/tox21"] if "tox21" in CONFIG.tasks else []
    return [*published, *tox21, *theory_files(wildcards)]


def published_attempt(wildcards):
    return next_attempt(f"{RUN}/state/published.json")


def figure_1_files(wildcards):
    return [f"{THEORY}/figure_1/{name}.csv" for name in CONFIG.theory.figure_1]


def figure_1_attempt(wildcards):
    return next_attempt(f"{RUN}/state/figure_1/{wildcards.dataset}.json")


def theory_files(wildcards):
    """What the theory adds to a run, if the config asks for it."""
    if not CONFIG.theory.enabled:
        return []
    return [*rules.prove.output, *rules.theory_figures.output]


def cells_of_this_call():
    """(task, method) of the cells that jobs of this call compute."""
    needed = workflow.dag.needrun_jobs(exclude_finished=False)
    jobs = [job for job in needed if job.rule.name == "cells"]
    return {tuple(cell) for job in jobs for cell in job.params.cells}


if workflow.is_main_process:
    if not workflow.dryrun:
        leave_the_future(Path(RUN))
    # On a cluster there are jobs at once, and no number of cores.
    at_once = workflow.resource_settings.cores or workflow.resource_settings.nodes
    current.conduct(CONFIG, at_once, cells_of_this_call)
    expect_interrupt()
else:
    # A job of a cluster computes within what it was given, also where the run was started on the same machine.
    os.environ.pop(ADDRESS, None)


def start_server_of_jobs():
    """Not on a cluster or in environments of their own, where jobs import for themselves."""
    if workflow.local_exec and not workflow.deployment_settings.deployment_method:
        try:
            start_server()
        except OSError as error:
            raise WorkflowError(str(error))
