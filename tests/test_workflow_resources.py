"""What jobs of the workflow ask a scheduler for."""

import re
import subprocess

import pytest
import yaml
from workflow_runs import ROOT, SMALL, command, environment, run


def test_an_estimator_on_a_gpu_asks_for_one_and_others_do_not(project):
    classifier = {"name": "Mine", "estimator": "sklearn.tree.DecisionTreeClassifier"}
    config = {"run": "gpu", "tasks": ["sklearn-iris"], "methods": ["Mine"], "grids": {}, "device": "cuda"}
    for gpu in (True, False):
        dry = run(project, {**config, "estimators": [{**classifier, "gpu": gpu}]}, "-n", "--workflow-profile", "none")
        assert dry.returncode == 0, dry.stderr
        assert ("gpu=1" in dry.stdout + dry.stderr) is gpu


ON_CUDA = "configs/devices/cuda.yaml"
GPU_PROFILE = ["-n", "--workflow-profile", "workflow/profiles/gpu", "--config", "seed=1"]


def test_the_config_for_gpus_is_not_lost_where_the_command_line_changes_another_key(project):
    words = [*command(project, {**SMALL, "run": "gpu"}, *GPU_PROFILE), ON_CUDA]
    # Without the config the device would be that of this machine, which shows no GPU.
    variables = environment(CUDA_VISIBLE_DEVICES="")
    dry = subprocess.run(words, cwd=project, env=variables, capture_output=True, text=True)
    assert dry.returncode == 0, dry.stdout + dry.stderr
    assert "networks would train on the CPU" not in dry.stdout + dry.stderr


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({}, 1, "networks would train on the CPU: device is auto"),
        ({"device": "cpu"}, 0, "networks would train on the CPU, as the config says"),
        ({"methods": ["SVM"]}, 0, ""),
    ],
)
def test_gpus_that_are_offered_and_not_used_are_said_before_anything_runs(project, changes, code, said):
    dry = run(project, {**SMALL, **changes}, *GPU_PROFILE, CUDA_VISIBLE_DEVICES="")
    shown = dry.stdout + dry.stderr
    assert dry.returncode == code, shown
    assert said in shown
    assert ("networks would train on the CPU" in shown) is bool(said)


@pytest.mark.parametrize("changes", [{}, {"job_minutes": 600}])
def test_no_job_asks_for_more_run_time_than_partitions_grant(project, changes):
    """The largest cell of the paper asked for 433,596 minutes."""
    paper = yaml.safe_load((ROOT / "configs/config.yaml").read_text())
    chosen = {"run": "long", "tasks": ["adult"], "methods": ["ResNet"], "only": {}, "theory": False}
    config = {**paper, **chosen, "grids": "configs/search/paper.yaml", **changes}
    dry = run(project, config, "-n", "--workflow-profile", "none")
    assert dry.returncode == 0, dry.stderr
    asked = set(map(int, re.findall(r"runtime=(\d+)", dry.stdout + dry.stderr)))
    assert max(asked) == changes.get("job_minutes", 1440)


@pytest.mark.parametrize("profile", ["gpu", "slurm", "slurm-gpu"])
def test_a_dry_run_with_a_profile_ends_with_what_the_run_will_take(project, profile):
    if profile != "gpu":
        pytest.importorskip("snakemake_executor_plugin_slurm")
    dry = run(project, {**SMALL, "device": "cuda"}, "-n", "--workflow-profile", f"workflow/profiles/{profile}")
    assert dry.returncode == 0, dry.stderr
    assert "rule cells" not in dry.stdout
    assert any(line.startswith("run 'small': 2 tasks, 3 methods, 6 cells") for line in dry.stdout.splitlines()[-8:])


@pytest.mark.parametrize("profile", ["gpu", "slurm", "slurm-gpu", "kubernetes"])
def test_a_profile_holds_nothing_that_the_command_line_replaces(profile):
    """``--config`` and ``--default-resources`` replace what a profile says, and do not add to it."""
    values = yaml.safe_load((ROOT / "workflow/profiles" / profile / "profile.yaml").read_text())
    assert not {"config", "configfile", "default-resources"} & set(values)


def test_every_rule_that_is_submitted_asks_for_memory_and_run_time_that_grow_with_each_attempt():
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    submitted = [rule for rule in re.split(r"^(?=rule )", rules, flags=re.MULTILINE)[1:] if "localrule" not in rule]
    assert len(submitted) > 5
    for rule in submitted:
        assert len(re.findall(r"^        (?:mem_mb|runtime)=", rule, re.MULTILINE)) == 2, rule
    asked = set(re.findall(r"^        (?:mem_mb|runtime)=(.*),$", rules, re.MULTILINE))
    assert all(f"def {name}(wildcards, attempt)" in rules for name in asked)
