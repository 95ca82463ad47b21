"""Which scripts of the workflow are run by the server."""

import re
from pathlib import Path

WORKFLOW = Path(__file__).parents[3] / "workflow"
BEGINNING = "from snnbench.runs.warm.client import run_forked\n\nrun_forked()\n"


def test_all_scripts_are_but_those_that_snakemake_measures():
    rules = "\n".join(path.read_text() for path in (WORKFLOW / "rules").glob("*.smk"))
    measured = {
        found[1]
        for rule in re.split(r"^rule ", rules, flags=re.M)
        if "benchmark:" in rule and (found := re.search(r"scripts/(\w+)\.py", rule))
    }
    scripts = {path.stem: path.read_text() for path in (WORKFLOW / "scripts").glob("*.py")}
    assert {name for name, text in scripts.items() if not text.startswith(BEGINNING)} == measured == {"cells"}
