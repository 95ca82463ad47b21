"""What jobs of the workflow ask a scheduler for."""

import re

import pytest
import yaml
from workflow_runs import ROOT, run


def test_an_estimator_on_a_gpu_asks_for_one_and_others_do_not(project):
    classifier = {"name": "Mine", "estimator": "sklearn.tree.DecisionTreeClassifier"}
    config = {"run": "gpu", "tasks": ["sklearn-iris"], "methods": ["Mine"], "grids": {}, "device": "cuda"}
    for gpu in (True, False):
        dry = run(project, {**config, "estimators": [{**classifier, "gpu": gpu}]}, "-n", "--workflow-profile", "none")
        assert dry.returncode == 0, dry.stderr
        assert ("gpu=1" in dry.stdout + dry.stderr) is gpu


@pytest.mark.parametrize("profile", ["slurm", "slurm-gpu", "kubernetes"])
def test_what_no_rule_asks_for_grows_with_each_attempt_too(profile):
    values = yaml.safe_load((ROOT / "workflow/profiles" / profile / "profile.yaml").read_text())
    assert all(value.endswith("* attempt") for value in values["default-resources"])
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    asked = set(re.findall(r"^        (?:mem_mb|runtime)=(.*),$", rules, re.MULTILINE))
    assert asked
    assert all(f"def {name}(wildcards, attempt)" in rules for name in asked)
